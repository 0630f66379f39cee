using System.Collections.Immutable;
using Slimfront.Engine.Recipes;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>A study of small images, and configurations of it.</summary>
internal static class Studies
{
    public static Pipeline Planner { get; } = Pipeline.Of();

    public static StudySpec Images { get; } =
        new()
        {
            Data = new(
                "digits",
                "fingerprint",
                [1, 8, 8],
                Outputs: 10,
                Train: 1000,
                Validation: 400,
                Test: 397
            ),
        };

    public static StudySpec With(this StudySpec spec, string setting, Value value) =>
        spec with
        {
            Settings = spec.Settings.With(setting, value),
        };

    public static StudySpec Restricted(this StudySpec spec, string path, Restriction restriction) =>
        spec with
        {
            Restrictions = spec.Restrictions.SetItem(path, restriction),
        };

    public static Restriction OneOf(params string[] values) =>
        new Restriction.OneOf([.. values.Select(Value.Parse)]);

    /// <summary>"path=value" pairs; the student is a plain network of depth 2 and width 0.5 unless they say otherwise.</summary>
    public static Configuration Point(params string[] pairs)
    {
        string[] student = ["student=plain-cnn", "student.plain-cnn.depth=2", "student.plain-cnn.width=0.5"];
        return Configuration.From(
            (pairs.Contains("student=mlp") || pairs.Contains("student=own") ? [] : student)
                .Concat(["teaching=none", "pruning=none", "tickets=none", "quantization=none"])
                .Concat(pairs)
                .Select(p => p.Split('='))
                .Select(p => KeyValuePair.Create(p[0], Value.Parse(p[1])))
        );
    }

    public static Configuration Distilled(string assistants, double temperature = 4, params string[] pairs) =>
        Point([
            "teaching=distil",
            "teaching.distil.loss=soft-target",
            $"teaching.distil.loss.soft-target.temperature={temperature}",
            "teaching.distil.loss.soft-target.alpha=0.5",
            $"teaching.distil.assistants={assistants}",
            .. pairs.Any(p => p.StartsWith("teaching.distil.features=", StringComparison.Ordinal))
                ? Array.Empty<string>()
                : ["teaching.distil.features=none"],
            .. pairs,
        ]);

    public static Configuration Mutual(int peers, string partner, string order, params string[] pairs) =>
        Point([
            "teaching=mutual",
            $"teaching.mutual.peers={peers}",
            $"teaching.mutual.partner={partner}",
            $"teaching.mutual.order={order}",
            .. pairs,
        ]);

    public static Configuration BornAgain(
        int generations,
        string labels,
        string answer,
        params string[] pairs
    ) =>
        Point([
            "teaching=born-again",
            $"teaching.born-again.generations={generations}",
            $"teaching.born-again.labels={labels}",
            $"teaching.born-again.answer={answer}",
            .. pairs,
        ]);

    public static Configuration Refined(string refiner, int chain, params string[] pairs) =>
        Point([
            "teaching=refinery",
            $"teaching.refinery.refiner={refiner}",
            $"teaching.refinery.chain={chain}",
            .. pairs,
        ]);

    public static ImmutableArray<string> Pruned(string scope, double ratio, string fineTune) =>
        [
            "pruning=channels",
            "pruning.channels.criterion=l1",
            $"pruning.channels.scope={scope}",
            "pruning.channels.ratio-of=channels",
            $"pruning.channels.ratio={ratio}",
            $"pruning.channels.fine-tune={fineTune}",
            .. fineTune is "plain" or "distilled" ? [$"pruning.channels.fine-tune.{fineTune}.steps=1"]
            : fineTune == "scratch" ? Scratch("epochs", 0)
            : Array.Empty<string>(),
        ];

    public static string[] Scratch(string budget, int fineTunings) =>
        [
            $"pruning.channels.fine-tune.scratch.budget={budget}",
            $"pruning.channels.fine-tune.scratch.fine-tunings={fineTunings}",
        ];

    public static ImmutableArray<string> Sparse(
        int rounds,
        string scope,
        string rule = "large-final",
        params string[] action
    ) =>
        [
            "tickets=magnitude",
            $"tickets.magnitude.rule={rule}",
            "tickets.magnitude.rate=0.4",
            $"tickets.magnitude.rounds={rounds}",
            $"tickets.magnitude.scope={scope}",
            .. action.Length > 0
                ? action.Select(a => $"tickets.magnitude.{a}")
                : ["tickets.magnitude.action=rewind", "tickets.magnitude.action.rewind.to=init"],
        ];

    public static ImmutableArray<string> Quantized(string bits, bool activations = false) =>
        [
            "quantization=post",
            $"quantization.post.bits={bits}",
            .. Ends("post", bits),
            "quantization.post.scheme=symmetric",
            "quantization.post.granularity=channel",
            .. activations
                ?
                [
                    "quantization.post.activations=8",
                    "quantization.post.activations.8.points=layers",
                    "quantization.post.activations.8.calibrator=min-max",
                ]
                : new[] { "quantization.post.activations=none" },
        ];

    public static ImmutableArray<string> Learned(string bits, string learning, string activations) =>
        [
            "quantization=aware",
            $"quantization.aware.bits={bits}",
            .. Ends("aware", bits),
            "quantization.aware.scheme=affine",
            "quantization.aware.granularity=tensor",
            $"quantization.aware.activations={activations}",
            .. activations == "8"
                ? ["quantization.aware.activations.8.points=layers"]
                : Array.Empty<string>(),
            $"quantization.aware.learning={learning}",
        ];

    private static string[] Ends(string way, string bits) =>
        bits is "8" or "7" ? [] : [$"quantization.{way}.bits.{bits}.ends=same"];

    public static Recipe Recipe(this StudySpec spec, Configuration configuration) =>
        Planner.Plan(spec, configuration) switch
        {
            Plan.Accepted accepted => accepted.Recipe,
            Plan.Refused refused => throw new AssertionException(refused.Reason),
            _ => throw new AssertionException("Unknown plan."),
        };

    /// <summary>Operations in order: "train train soft-labels distil measure".</summary>
    public static string Operations(this Recipe recipe) =>
        string.Join(' ', recipe.Stages.Select(s => s.Operation));
}
