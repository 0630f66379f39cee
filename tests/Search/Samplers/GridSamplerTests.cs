using CsCheck;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Samplers;

public sealed class GridSamplerTests
{
    private static readonly Space Small = new([
        new Parameter.Real("r", 1, 100, Logarithmic: true),
        new Parameter.Choice(
            "c",
            [
                new Option("none"),
                new Option("some", new Parameter.Integer("n", 1, 4)),
                new Option("many", new Parameter.Integer("m", 1, 100)),
            ]
        ),
    ]);

    [Test]
    public void Every_combination_comes_once_and_then_nothing()
    {
        var trials = FakeStudy.Run(
            new GridSampler(3),
            Small,
            1000,
            _ => FakeStudy.Completed(1, 1),
            origin: "grid"
        );
        // Three values of r; none, three of the four integers, three of the hundred.
        Assert.That(trials, Has.Count.EqualTo(3 * (1 + 3 + 3)));
        Assert.That(trials.Select(t => t.Configuration).Distinct().Count(), Is.EqualTo(trials.Count));
        Assert.That(trials.SelectMany(t => Small.Check(t.Configuration)), Is.Empty);
        Assert.That(
            trials.Select(t => Math.Round(t.Configuration.Real("r"), 9)).Distinct().Order(),
            Is.EqualTo(new double[] { 1, 10, 100 })
        );
    }

    [Test]
    public void A_grid_fine_enough_is_the_whole_of_a_finite_space() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool)
            .Sample(
                (a, b, log) =>
                {
                    var inner = new Parameter.Choice(
                        "in",
                        [new Option("x", new Parameter.Integer("n", 1, a, log)), new Option("y")]
                    );
                    var space = new Space([
                        new Parameter.Integer("k", 1, b),
                        new Parameter.Choice("c", [new Option("z", inner), new Option("w")]),
                    ]);
                    return Run(new GridSampler(9), space).Count == space.Count;
                },
                iter: 20
            );

    [Test]
    public void What_was_refused_is_not_offered_again()
    {
        var grid = new GridSampler(3);
        Configuration? Suggest(List<Trial> history, int draw) =>
            grid.Suggest(
                FakeStudy.Snapshot(Small, history),
                new(history.Count),
                draw,
                FakeStudy.Randomness(1, 0)
            );
        var (refused, taken) = (Suggest([], 0), Suggest([], 1)!);
        var next = Suggest([FakeStudy.Trial(0, taken, null, "grid")], 0);
        Assert.That(new[] { refused, taken, next }.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void A_grid_without_end_is_refused_by_name()
    {
        var space = new Space(Enumerable.Range(0, 40).Select(i => new Parameter.Real($"r{i}", 0, 1)));
        Assert.That(
            () =>
                new GridSampler(5).Suggest(
                    FakeStudy.Snapshot(space, []),
                    new(0),
                    0,
                    FakeStudy.Randomness(1, 0)
                ),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("grid")
        );
    }

    private static List<Trial> Run(GridSampler sampler, Space space) =>
        FakeStudy.Run(sampler, space, 1000, _ => FakeStudy.Completed(1, 1), origin: "grid");
}
