using System.Collections.Immutable;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

/// <summary>A conditional, mixed space too large to be exhausted; the model is one stage, and its size is known before.</summary>
internal sealed class BroadPipeline : IPipeline
{
    public IReadOnlyList<Setting> Settings => [];

    public StudySpec Resolve(StudySpec spec) => spec;

    public Space Space(StudySpec spec) =>
        new([
            new Parameter.Real("width", 0.1, 1, Logarithmic: true),
            new Parameter.Integer("depth", 1, 9),
            new Parameter.Choice(
                "pruning",
                [
                    new Option("none"),
                    new Option(
                        "channels",
                        new Parameter.Real("ratio", 0, 0.9),
                        new Parameter.Choice("by", "l1", "random")
                    ),
                ]
            ),
        ]);

    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration) => [];

    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        var model = Make("train", configuration);
        var measure = Make("measure", Configuration.Empty, new StageInput("model", model.Key));
        var bytes = Bytes(configuration);
        return bytes > 8000
            ? new Plan.Refused($"{bytes} bytes")
            : new Plan.Accepted(
                new(
                    [model, measure],
                    model.Key,
                    measure.Key,
                    Make("test", Configuration.Empty, new StageInput("model", model.Key)),
                    "broad",
                    ImmutableSortedDictionary<string, Interval>.Empty.Add("bytes", Interval.Exactly(bytes))
                )
            );
    }

    public Recipe? Teacher(StudySpec spec) => null;

    /// <summary>A random accuracy and size, which follow from the stage's key alone.</summary>
    public static StageResult Result(Stage stage)
    {
        var random = Seed.For(1, stage.Key.Hex);
        var values = Measurement.Of(
            ("accuracy", random.NextDouble()),
            ("bytes", 100 + (9000 * random.NextDouble()))
        );
        return new(
            new(stage.Key.Hex),
            100,
            stage.Operation == "train" ? Measurement.Empty : values,
            Measurement.Empty,
            1
        );
    }

    private static double Bytes(Configuration c) =>
        Math.Round(
            1000 * c.Integer("depth") * c.Real("width") * (1 - c.Real("pruning.channels.ratio", otherwise: 0))
        );

    private static Stage Make(string operation, Configuration parameters, params StageInput[] inputs) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Dataset = "fake",
            Seed = 1,
            Parameters = parameters,
            Inputs = [.. inputs],
        };
}
