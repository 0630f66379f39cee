using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Samplers;

/// <summary>Studies without stages or devices: histories made of numbers.</summary>
internal static class FakeStudy
{
    private static readonly Stage Test = new()
    {
        Operation = "measure",
        Version = 1,
        Parameters = Configuration.Empty,
        Dataset = "",
        Seed = 0,
    };

    public static readonly ImmutableArray<Objective> Objectives = [Objective.Accuracy, Objective.Bytes];

    public static Trial Trial(
        int number,
        Configuration configuration,
        Outcome? outcome,
        string origin = "fake"
    ) =>
        new(
            new(number),
            origin,
            configuration,
            "fake",
            ImmutableSortedDictionary<string, Interval>.Empty,
            [],
            Test.Key,
            Test.Key,
            Test,
            outcome
        );

    public static Outcome Completed(double accuracy, double bytes) =>
        new Outcome.Completed(Measurement.Of(("accuracy", accuracy), ("bytes", bytes)));

    public static StudySnapshot Snapshot(
        Space space,
        IReadOnlyList<Trial> trials,
        ulong seed = 1,
        Func<Configuration, Plan>? plan = null
    ) => new(space, Objectives, [], seed, trials, plan ?? (_ => Accept([])));

    public static Plan Accept(IEnumerable<(string Objective, double Value)> known) =>
        new Plan.Accepted(
            new(
                [],
                Test.Key,
                Test.Key,
                Test,
                "fake",
                known.ToImmutableSortedDictionary(k => k.Objective, k => Interval.Exactly(k.Value))
            )
        );

    public static Random Randomness(ulong seed, int number, int draw = 0) =>
        Seed.For(Seed.Derive(seed, "suggest", number), "draw", draw);

    /// <summary>Runs a study of trials that all complete, one at a time.</summary>
    public static List<Trial> Run(
        ISampler sampler,
        Space space,
        int trials,
        Func<Configuration, Outcome> evaluate,
        ulong seed = 1,
        string origin = "fake"
    )
    {
        var history = new List<Trial>();
        for (var n = 0; n < trials; n++)
        {
            var suggested = sampler.Suggest(Snapshot(space, history, seed), new(n), 0, Randomness(seed, n));
            if (suggested is null)
                return history;
            history.Add(Trial(n, suggested, evaluate(suggested), origin));
        }
        return history;
    }
}
