namespace Slimfront.Search.Bench.Table;

/// <summary>Real recipes on digits: the losses are the error on the validation split and the size of the model file.</summary>
/// <remarks>
/// The size counts by ratio: 0 is 200 bytes and 1 is 300 kB. The reference point is an accuracy of 50 % and 300 kB, the
/// example of docs/study.md, which is a little more than the teacher has.
/// </remarks>
public static class TableProblem
{
    private const double Smallest = 200;
    private const double Largest = 300_000;

    /// <summary>The problem.</summary>
    public static Problem Instance { get; } =
        new("table", TableSpace.Space, [0.5, 1], Best(), Evaluate) { Share = 0 };

    /// <summary>The losses of an accuracy and a size in bytes.</summary>
    public static double[] Losses(double accuracy, double bytes) =>
        [1 - accuracy, Math.Log(bytes / Smallest) / Math.Log(Largest / Smallest)];

    private static double[] Evaluate(Spaces.Configuration point)
    {
        var measured = RecipeTable.Digits.Measured(point);
        return Losses(measured["accuracy"], measured["bytes"]);
    }

    private static double Best() => Pareto.Hypervolume.Of(TableSpace.All.Select(Evaluate), [0.5, 1]);
}
