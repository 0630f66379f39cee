using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;
using Slimfront.Search.Tests.Samplers;

namespace Slimfront.Contracts.Tests;

/// <summary>What every sampler keeps, whatever it knows: a new file in the catalog is tested unasked.</summary>
public sealed class SamplerContract
{
    private static readonly Catalog<ISampler> Samplers = Catalog.Scan<ISampler>(
        "sampler",
        typeof(ISampler).Assembly
    );

    public static IEnumerable<string> Keys => Samplers.All.Select(t => t.Key);

    private static readonly ImmutableArray<(string Name, Space Space)> Spaces =
    [
        ("empty", new([])),
        ("fixed", new([new Parameter.Real("r", 2, 2), new Parameter.Choice("c", "only")])),
        ("finite", new([new Parameter.Choice("c", "x", "y"), new Parameter.Integer("i", 1, 2)])),
        (
            "flat",
            new([
                new Parameter.Real("rate", 1e-4, 1, Logarithmic: true),
                new Parameter.Real("share", -1, 1),
                new Parameter.Integer("width", 1, 512, Logarithmic: true),
                new Parameter.Choice("kind", "a", "b", "c"),
            ])
        ),
        (
            "conditional",
            new([
                new Parameter.Real("ratio", 0, 1),
                new Parameter.Choice(
                    "prune",
                    [
                        new Option("none"),
                        new Option("layer", new Parameter.Real("share", 0.1, 0.9)),
                        new Option(
                            "global",
                            new Parameter.Integer("steps", 1, 5),
                            new Parameter.Choice(
                                "by",
                                [
                                    new Option("l1"),
                                    new Option("taylor", new Parameter.Integer("batches", 1, 32)),
                                ]
                            )
                        ),
                    ]
                ),
            ])
        ),
    ];

    [Test]
    public void Suggestions_are_points_of_the_space([ValueSource(nameof(Keys))] string key)
    {
        foreach (var (name, space) in Spaces)
        foreach (var (story, history) in Histories(space))
        foreach (var draw in new[] { 0, 1, 7 })
        {
            var suggested = Suggest(Make(key), FakeStudy.Snapshot(space, history), draw);
            if (suggested is not null)
                Assert.That(space.Check(suggested), Is.Empty, $"{key} in {name} after {story}: {suggested}");
        }
    }

    [Test]
    public void The_same_history_and_seed_give_the_same_suggestion([ValueSource(nameof(Keys))] string key)
    {
        foreach (var (name, space) in Spaces)
        foreach (var (story, history) in Histories(space))
        {
            var sampler = Make(key);
            var snapshot = FakeStudy.Snapshot(space, history);
            var first = Suggest(sampler, snapshot);
            Suggest(sampler, FakeStudy.Snapshot(space, []), draw: 3);
            Assert.That(Suggest(sampler, snapshot), Is.EqualTo(first), $"{key} in {name} after {story}");
            var copy = FakeStudy.Snapshot(space, [.. history.Select(t => t with { })]);
            Assert.That(Suggest(Make(key), copy), Is.EqualTo(first), $"a new {key} in {name} after {story}");
        }
    }

    [Test]
    public void Any_allowed_setting_works([ValueSource(nameof(Keys))] string key)
    {
        var settings = new Space(Samplers[key].Parameters);
        var (_, space) = Spaces[^1];
        var history = Histories(space).Single(h => h.Story == "everything").Trials;
        for (var i = 0; i < 4; i++)
        {
            var sampler = Samplers[key].Create(settings.Draw(Seed.For(1, "settings", i)));
            if (Suggest(sampler, FakeStudy.Snapshot(space, history)) is { } suggested)
                Assert.That(space.Check(suggested), Is.Empty, $"{key}: {suggested}");
        }
    }

    [Test]
    public void Values_on_the_test_split_are_never_looked_at([ValueSource(nameof(Keys))] string key)
    {
        var (_, space) = Spaces[^1];
        var history = Histories(space).Single(h => h.Story == "everything").Trials;
        var tested = history.Select(t => t with { Test = Measurement.Of(("accuracy", 1), ("bytes", 1)) });
        Assert.That(
            Suggest(Make(key), FakeStudy.Snapshot(space, [.. tested])),
            Is.EqualTo(Suggest(Make(key), FakeStudy.Snapshot(space, history)))
        );
    }

    [Test]
    public void Limits_further_objectives_and_refusals_are_survived([ValueSource(nameof(Keys))] string key)
    {
        foreach (var (name, space) in Spaces)
        {
            var history = Histories(space).Single(h => h.Story == "everything").Trials;
            var snapshot = FakeStudy.Snapshot(space, history, plan: Fussy) with
            {
                Objectives = [Objective.Accuracy, Objective.Bytes, Objective.Latency],
                Limits = [new("bytes", 50), new("latency", 2), new("accuracy", 0.2)],
            };
            if (Suggest(Make(key), snapshot) is { } suggested)
                Assert.That(space.Check(suggested), Is.Empty, $"{key} in {name}: {suggested}");
        }
    }

    [Test]
    public void A_pipeline_that_refuses_everything_is_survived([ValueSource(nameof(Keys))] string key)
    {
        var (_, space) = Spaces[^1];
        var history = Histories(space).Single(h => h.Story == "everything").Trials;
        var snapshot = FakeStudy.Snapshot(space, history, plan: _ => new Plan.Refused("never"));
        Assert.That(() => Suggest(Make(key), snapshot), Throws.Nothing);
    }

    private static ISampler Make(string key) => Samplers[key].Create(Configuration.Empty);

    private static Configuration? Suggest(ISampler sampler, StudySnapshot history, int draw = 0)
    {
        var number = history.Trials.Count;
        return sampler.Suggest(history, new(number), draw, FakeStudy.Randomness(history.Seed, number, draw));
    }

    // Half of all configurations are refused; the others' bytes are known.
    private static Plan Fussy(Configuration c) =>
        c.Canonical.Length % 2 == 0
            ? new Plan.Refused("of even length")
            : FakeStudy.Accept([("bytes", c.Canonical.Length)]);

    private static IEnumerable<(string Story, List<Trial> Trials)> Histories(Space space)
    {
        var points = Enumerable.Range(0, 24).Select(i => space.Draw(Seed.For(5, "history", i))).ToArray();
        List<Trial> Trials(Func<int, Outcome?> outcome) =>
            [.. points.Select((p, i) => FakeStudy.Trial(i, p, outcome(i)))];

        yield return ("nothing", []);
        yield return ("one trial", Trials(Completed)[..1]);
        yield return ("trials that are all running", Trials(_ => null));
        yield return ("trials that all failed", Trials(_ => new Outcome.Failed("broke")));
        yield return ("trials that are all equal", Trials(_ => FakeStudy.Completed(0.5, 100)));
        yield return ("trials that are all NaN", Trials(_ => FakeStudy.Completed(double.NaN, double.NaN)));
        yield return ("completed trials", Trials(Completed));
        List<Trial> mixed = Trials(Mixed);
        var teacher = FakeStudy.Trial(-1, Configuration.Empty, Completed(3), Trial.TeacherOrigin) with
        {
            Number = TrialNumber.Teacher,
        };
        yield return ("everything", [teacher, .. mixed]);
    }

    private static Outcome Completed(int i) => FakeStudy.Completed(0.5 + (0.02 * i), 100 + (i * 37 % 11));

    private static Outcome? Mixed(int i) =>
        (i % 8) switch
        {
            0 => new Outcome.Failed("broke"),
            1 => new Outcome.Stopped("enough"),
            2 => FakeStudy.Completed(double.NaN, 100),
            3 => FakeStudy.Completed(double.NegativeInfinity, double.PositiveInfinity),
            4 => null,
            _ => Completed(i),
        };
}
