using Slimfront.Engine.Data;
using Slimfront.Engine.Tasks.Classification;

namespace Slimfront.Engine.Tests.Data;

public sealed class NormalisationTests
{
    // Two channels of two pixels; the first two examples are the training split.
    private static readonly float[] Values = [1, 3, 10, 10, 5, 7, 30, 50, 2, 2, 2, 2, 9, 9, 9, 9];

    [Test]
    public void It_is_the_mean_and_the_deviation_of_each_channel_of_the_training_split()
    {
        var normalisation = Data(Values, [0, 1]).Normalisation;
        // 1, 3, 5, 7: squares of 3, 1, 1, 3. 10, 10, 30, 50: of 15, 15, 5, 25.
        Assert.That(normalisation.Mean, Is.EqualTo((float[])[4, 25]));
        Assert.That(normalisation.Deviation[0], Is.EqualTo(Math.Sqrt(20 / 4.0)).Within(1e-6));
        Assert.That(normalisation.Deviation[1], Is.EqualTo(Math.Sqrt(1100 / 4.0)).Within(1e-5));
    }

    [TestCase(8)]
    [TestCase(12)]
    public void No_other_value_moves_it(int place)
    {
        var changed = Values.ToArray();
        changed[place] = 1e6f;
        var (before, after) = (Data(Values, [0, 1]), Data(changed, [0, 1]));
        Assert.That(after.Normalisation, Is.EqualTo(before.Normalisation));
        Assert.That(after.Fingerprint, Is.Not.EqualTo(before.Fingerprint));
    }

    [Test]
    public void Examples_left_out_of_training_do_not_count()
    {
        Assert.That(Data(Values, [0]).Normalisation.Mean, Is.EqualTo((float[])[2, 10]));
    }

    [Test]
    public void A_channel_that_never_changes_is_only_shifted()
    {
        Assert.That(Data(Values, [0]).Normalisation.Deviation, Is.EqualTo((float[])[1, 1]));
    }

    private static DataSet Data(float[] values, int[] train) =>
        new(
            "small",
            [2, 1, 2],
            values,
            new ClassificationTask(),
            new Labels([0, 1, 0, 1], ["0", "1"]),
            new([.. train], [2], [3])
        );
}
