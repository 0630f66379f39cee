using Slimfront.Cli.Views;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.Views;

public sealed class ChanceTests
{
    [TestCase(10, 0.125, "little better than guessing (10 %)")]
    [TestCase(10, 0.31, "little better than guessing (10 %)")]
    [TestCase(10, 0.33, null)]
    [TestCase(2, 0.55, "little better than guessing (50 %)")]
    [TestCase(2, 0.65, null)]
    [TestCase(1, 0.1, null)]
    public void A_network_that_guesses_is_told_from_one_that_knows(
        int outputs,
        double accuracy,
        string? said
    ) => Assert.That(Chance.Doubt(Objective.Accuracy, accuracy, Data(outputs)), Is.EqualTo(said));

    [Test]
    public void What_is_no_share_of_right_answers_has_no_chance() =>
        Assert.That(Chance.Doubt(Objective.Bytes, 0.1, Data(10)), Is.Null);

    private static DataInfo Data(int outputs) => new("some", "f", [4], outputs, 8, 1, 1);
}
