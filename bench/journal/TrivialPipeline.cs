using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Rules;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Journal.Bench;

/// <summary>Recipes of two stages that share nothing: a model and its measurement.</summary>
internal sealed class TrivialPipeline : IPipeline
{
    public static SearchTechniques Search { get; } = SearchTechniques.Of();

    public IReadOnlyList<Setting> Settings => [];

    public static StudySpec Spec(int trials) =>
        new()
        {
            Name = "trivial",
            Budget = new(trials),
            Lag = null,
            InFlight = 128,
            Baselines = 0,
            Sampler = Configuration.Of(("sampler", Value.Of("random"))),
            Data = new("none", "none", [1], 2, 1, 1, 1),
        };

    public static StudyRules Rules(StudySpec spec) => Search.Rules(spec, new TrivialPipeline());

    public static StageResult Result(Stage stage)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(stage.Key.Hex));
        return new(
            new ArtifactId(Convert.ToHexStringLower(hash)),
            1000 + hash[0],
            Measurement.Of(("accuracy", hash[1] / 256.0), ("bytes", 1000 + hash[2])),
            Measurement.Empty,
            1
        );
    }

    public StudySpec Resolve(StudySpec spec) => spec;

    public Space Space(StudySpec spec) => new([new Parameter.Integer("width", 1, int.MaxValue)]);

    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        var model = Stage(spec, "train", $"{configuration["width"]}");
        var measure = Stage(spec, "measure", "validation", model);
        return new Plan.Accepted(
            new Recipe(
                [model, measure],
                model.Key,
                measure.Key,
                Stage(spec, "measure", "test", model),
                $"width {configuration["width"]}",
                ImmutableSortedDictionary<string, Interval>.Empty
            )
        );
    }

    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration) => [];

    public Recipe? Teacher(StudySpec spec) => null;

    // As many parameters as a stage of a real study has.
    private static Stage Stage(StudySpec spec, string operation, string text, params Stage[] inputs) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = Configuration.Of(
                ("text", Value.Of(text)),
                ("optimizer", Value.Of("adam")),
                ("rate", Value.Of(0.001)),
                ("batch", Value.Of(64)),
                ("epochs", Value.Of(12)),
                ("schedule", Value.Of("cosine"))
            ),
            Dataset = "none",
            Seed = spec.Seed,
            Inputs = [.. inputs.Select((s, i) => new StageInput($"input-{i}", s.Key))],
            Epochs = 12,
        };
}
