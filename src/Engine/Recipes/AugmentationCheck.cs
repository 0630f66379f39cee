using System.Globalization;
using Slimfront.Engine.Stages;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Recipes;

/// <summary>Refuses changes of training examples that the data cannot bear, before anything is trained.</summary>
internal static class AugmentationCheck
{
    private const string Shift = "training.augment.shift";
    private const string Flip = "training.augment.flip";

    // A shift that leaves less than this of a picture, on average, destroys most of it.
    private const double LeastKept = 0.5;

    /// <summary>Looks at the settings of augmentation beside the data.</summary>
    /// <param name="settings">Complete.</param>
    /// <param name="data">The data set.</param>
    /// <exception cref="UserErrorException">There are no pictures, or too little is left of them.</exception>
    public static void Check(Configuration settings, DataInfo data)
    {
        var shift = settings.Integer(Shift);
        var isFlipped = settings.Text(Flip) == StageParameters.On;
        if (shift == 0 && !isFlipped)
            return;
        if (data.Shape.Length != 3)
            throw new UserErrorException(
                $"'{(isFlipped ? Flip : Shift)}' is {(isFlipped ? StageParameters.On : shift)}, but '{data.Name}' has no pictures: its inputs are rows of {data.Shape[0]} numbers."
            );
        var (height, width) = (data.Shape[1], data.Shape[2]);
        if (isFlipped && width == 1)
            throw new UserErrorException(
                $"'{Flip}' is {StageParameters.On}, but the pictures of '{data.Name}' are 1 pixel wide: there is nothing to mirror."
            );
        var kept = Kept(shift, height) * Kept(shift, width);
        if (kept < LeastKept)
            throw new UserErrorException(
                $"'{Shift}' is {shift}, but the pictures of '{data.Name}' have {height}×{width} pixels: on average {kept.ToString("0 %", CultureInfo.InvariantCulture)} of one would be left; at most {Largest(height, width)} leaves half."
            );
    }

    // The share of a side that stays in sight, over all shifts from −s to s: the mean of max(0, 1 − |o| / length).
    private static double Kept(int shift, int length) =>
        Enumerable
            .Range(-shift, (2 * shift) + 1)
            .Average(o => Math.Max(0, 1 - (Math.Abs(o) / (double)length)));

    private static int Largest(int height, int width)
    {
        var shift = 0;
        while (Kept(shift + 1, height) * Kept(shift + 1, width) >= LeastKept)
            shift++;
        return shift;
    }
}
