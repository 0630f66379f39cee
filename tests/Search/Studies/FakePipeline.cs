using System.Collections.Immutable;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

/// <summary>Teacher → distil(width) → prune(ratio) → measure, without an engine.</summary>
internal sealed class FakePipeline : IPipeline
{
    public IReadOnlyList<Setting> Settings => [];

    public StudySpec Resolve(StudySpec spec) => spec;

    public Space Space(StudySpec spec) =>
        new([new Parameter.Integer("width", 1, 4), new Parameter.Choice("pruning", "none", "half")]);

    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        var width = configuration.Integer("width");
        var teacher = Make("train", ("width", 8));
        var parts = Parts(width, teacher, spec.Rungs.Length);
        var pruning = configuration.Text("pruning");
        var isPruned = pruning == "half";
        var (model, bytes) = pruning switch
        {
            "half" => (Make("prune", ("start", parts[^1])), 50),
            "quarter" => (Make("prune", ("start", parts[^1]), ("parts", 4)), 25),
            _ => (parts[^1], 100),
        };
        Stage[] stages = [teacher, .. parts, model, Make("measure", ("model", model))];
        return width == 3 && isPruned
            ? new Plan.Refused("width 3 cannot be halved")
            : new Plan.Accepted(
                Recipe(stages.Distinct(), model, width * bytes) with
                {
                    Rungs = [.. Enumerable.Range(1, parts.Length - 1).Select(n => Rung(teacher, parts[..n]))],
                }
            );
    }

    /// <summary>A pruned student must beat the whole one and, outside of the space, one cut to a quarter.</summary>
    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration) =>
        configuration.Text("pruning") == "none"
            ? []
            : [.. ((string[])["none", "quarter"]).Select(p => Simpler(spec, configuration, p))];

    private Baseline Simpler(StudySpec spec, Configuration configuration, string pruning)
    {
        var simpler = configuration.With("pruning", Value.Of(pruning));
        return new(pruning == "none" ? "not-pruned" : "quarter", simpler, Plan(spec, simpler));
    }

    // One training, in as many parts as there are rungs.
    private static Stage[] Parts(int width, Stage teacher, int rungs)
    {
        var parts = new List<Stage> { Make("distil", ("width", width), ("teacher", teacher)) };
        for (var part = 1; part < rungs; part++)
            parts.Add(Make("distil", ("width", width), ("part", part), ("previous", parts[^1])));
        return [.. parts];
    }

    private static Rung Rung(Stage teacher, Stage[] parts)
    {
        var measure = Make("measure", ("model", parts[^1]));
        return new([teacher, .. parts, measure], measure.Key);
    }

    public Recipe? Teacher(StudySpec spec)
    {
        var teacher = Make("train", ("width", 8));
        return Recipe([teacher, Make("measure", ("model", teacher))], teacher, 800);
    }

    /// <summary>A result that follows from the stage's key alone, as a real one does.</summary>
    public static StageResult Result(Stage stage) =>
        new(
            new(stage.Key.Hex),
            100,
            stage.Operation == "measure"
                ? Measurement.Of(
                    ("accuracy", (stage.Key.Hex[0] % 16) / 16.0),
                    ("bytes", 100 + (stage.Key.Hex[1] % 16))
                )
                : Measurement.Empty,
            Measurement.Empty,
            1
        );

    private static Recipe Recipe(IEnumerable<Stage> stages, Stage model, double bytes)
    {
        var all = stages.ToImmutableArray();
        return new(
            all,
            model.Key,
            all[^1].Key,
            Make("measure", ("model", model), ("split", 1)),
            "fake",
            ImmutableSortedDictionary<string, Interval>.Empty.Add("bytes", Interval.Exactly(bytes))
        );
    }

    private static Stage Make(string operation, params (string Name, object Value)[] given) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Dataset = "fake",
            Seed = 1,
            Parameters = Configuration.From(
                given
                    .Where(g => g.Value is int)
                    .Select(g => KeyValuePair.Create(g.Name, Value.Of((long)(int)g.Value)))
            ),
            Inputs =
            [
                .. given
                    .Where(g => g.Value is Stage)
                    .Select(g => new StageInput(g.Name, ((Stage)g.Value).Key)),
            ],
        };
}
