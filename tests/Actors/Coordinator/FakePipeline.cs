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

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>
/// Recipes of the shape of real ones (a shared teacher, a student, its measurement) whose operations the runner stub knows.
/// </summary>
internal sealed class FakePipeline : IPipeline
{
    public static StudySpec Spec { get; } =
        new()
        {
            Name = "fake",
            Budget = new(Trials: 6),
            Lag = 3,
            Baselines = 0,
            Sampler = Configuration.Of(("sampler", Value.Of("random"))),
            Data = new("none", "none", [1], 2, 1, 1, 1),
        };

    private const string TeacherOperation = "teacher.operation";

    public static SearchTechniques Search { get; } = SearchTechniques.Of();

    public IReadOnlyList<Setting> Settings => [];

    /// <summary>Settings by which the stub does the teacher by another operation than "write".</summary>
    public static Configuration TeacherBy(string operation) =>
        Configuration.Of((TeacherOperation, Value.Of(operation)));

    public static StudyRules Rules(StudySpec spec) => Search.Rules(spec, new FakePipeline());

    /// <summary>What a stage gives: decided by its key, like the real thing.</summary>
    public static StageResult Result(Stage stage)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(stage.Key.Hex));
        return new(
            new ArtifactId(Convert.ToHexStringLower(hash)),
            1000 + hash[0],
            Measurement.Of(("accuracy", hash[1] / 256.0), ("bytes", hash[2])),
            Measurement.Empty,
            1
        );
    }

    public StudySpec Resolve(StudySpec spec) => spec;

    public Space Space(StudySpec spec) => new([new Parameter.Integer("width", 1, 1_000_000)]);

    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        var teacher = Stage(spec, spec.Settings.Text(TeacherOperation, "write"), "teacher");
        var student = Stage(spec, "join", $"{configuration["width"]}", teacher);
        var measure = Stage(spec, "write", "validation", student);
        return new Plan.Accepted(
            new Recipe(
                [teacher, student, measure],
                student.Key,
                measure.Key,
                Stage(spec, "write", "test", student),
                $"width {configuration["width"]}",
                ImmutableSortedDictionary<string, Interval>.Empty
            )
        );
    }

    /// <summary>A narrow student, the same for neighbouring widths.</summary>
    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration)
    {
        var width = configuration["width"].Integer;
        var narrow = Configuration.Of(("width", Value.Of(width % 2)));
        return width < 2 ? [] : [new("narrow", narrow, Plan(spec, narrow))];
    }

    public Recipe? Teacher(StudySpec spec) => null;

    private static Stage Stage(StudySpec spec, string operation, string text, params Stage[] inputs) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = Configuration.Of(("text", Value.Of(text))),
            Dataset = "none",
            Seed = spec.Seed,
            Inputs = [.. inputs.Select((s, i) => new StageInput($"input-{i}", s.Key))],
        };
}
