using System.Collections.Immutable;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Bench.Table;

/// <summary>The space of the table of real recipes: finite, so that every suggestion of every sampler is in the table.</summary>
/// <remarks>
/// Its paths are those of the pipeline's own space. A number that the pipeline takes from a range is an index into a list of
/// levels here, and what is the same in all recipes is left out.
/// </remarks>
public static class TableSpace
{
    private static readonly Dictionary<string, ImmutableArray<double>> Levels = new(StringComparer.Ordinal)
    {
        ["width"] = [0.125, 0.1875, 0.25, 0.375, 0.5],
        ["teaching.distil.temperature"] = [2, 6],
        ["pruning.channels.ratio"] = [0.25, 0.5],
    };

    // What the pipeline calls otherwise.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["depth"] = "student.plain-cnn.depth",
        ["width"] = "student.plain-cnn.width",
        ["teaching.distil.temperature"] = "teaching.distil.loss.soft-target.temperature",
    };

    private static readonly Configuration Fixed = Configuration.Of(
        ("student", Value.Of("plain-cnn")),
        ("teaching.distil.loss", Value.Of("soft-target")),
        ("teaching.distil.loss.soft-target.alpha", Value.Of(0.9)),
        ("teaching.distil.features", Value.Of("none")),
        ("pruning.channels.scope", Value.Of("layer")),
        ("pruning.channels.ratio-of", Value.Of("channels")),
        ("pruning.channels.fine-tune.plain.steps", Value.Of(1)),
        ("pruning.channels.fine-tune.distilled.steps", Value.Of(1)),
        ("tickets", Value.Of("none")),
        ("quantization.post.bits.4.ends", Value.Of("same")),
        ("quantization.post.scheme", Value.Of("symmetric")),
        ("quantization.post.granularity", Value.Of("channel")),
        ("quantization.post.activations", Value.Of("none")),
        ("quantization.aware.bits.4.ends", Value.Of("same")),
        ("quantization.aware.bits.2.ends", Value.Of("same")),
        ("quantization.aware.scheme", Value.Of("symmetric")),
        ("quantization.aware.granularity", Value.Of("channel")),
        ("quantization.aware.activations", Value.Of("none")),
        ("quantization.aware.learning", Value.Of("plain"))
    );

    /// <summary>The settings of the study that the recipes belong to; the rest has its defaults.</summary>
    public static Configuration Settings { get; } =
        Configuration.Of(
            ("data.set", Value.Of("digits")),
            ("training.epochs", Value.Of(27)),
            ("fine-tune.epochs", Value.Of(4)),
            ("quantization.epochs", Value.Of(3))
        );

    /// <summary>After which shares of a training the student is measured: every third part, down to one epoch.</summary>
    public static ImmutableArray<double> Rungs { get; } = [1 / 27.0, 1 / 9.0, 1 / 3.0, 1];

    /// <summary>The space.</summary>
    public static Space Space { get; } =
        new([
            new Parameter.Choice("depth", "2", "4"),
            Level("width"),
            new Parameter.Choice(
                "teaching",
                [
                    new Option("none"),
                    new Option(
                        "distil",
                        Level("teaching.distil.temperature"),
                        new Parameter.Choice("assistants", "none", "1")
                    ),
                ]
            ),
            new Parameter.Choice(
                "pruning",
                [
                    new Option("none"),
                    new Option(
                        "channels",
                        new Parameter.Choice("criterion", "l1", "taylor"),
                        Level("pruning.channels.ratio"),
                        new Parameter.Choice("fine-tune", "plain", "distilled")
                    ),
                ]
            ),
            new Parameter.Choice(
                "quantization",
                [
                    new Option("none"),
                    new Option("post", new Parameter.Choice("bits", "8", "4")),
                    new Option("aware", new Parameter.Choice("bits", "4", "2")),
                ]
            ),
        ]);

    /// <summary>Every point of the space, in a fixed order.</summary>
    public static IEnumerable<Configuration> All =>
        Space.Nodes.Aggregate(
            Enumerable.Repeat(Configuration.Empty, 1),
            (points, node) =>
                points.SelectMany(p =>
                    node.IsActive(p) ? Values(node.Parameter).Select(v => p.With(node.Path, v)) : [p]
                )
        );

    /// <summary>The configuration of the pipeline's space that a point stands for.</summary>
    /// <param name="point">A point of <see cref="Space"/>.</param>
    /// <param name="pipeline">The pipeline's space.</param>
    public static Configuration Real(Configuration point, Space pipeline)
    {
        var known = point.Aggregate(
            Fixed,
            (c, p) => c.With(Names.GetValueOrDefault(p.Key, p.Key), ValueOf(p))
        );
        return pipeline.Complete(node => known[node.Path]);
    }

    private static Value ValueOf(KeyValuePair<string, Value> p) =>
        Levels.TryGetValue(p.Key, out var levels) ? Value.Of(levels[(int)p.Value.Integer]) : p.Value;

    private static Parameter.Integer Level(string path) =>
        new(path[(path.LastIndexOf('.') + 1)..], 0, Levels[path].Length - 1);

    private static IEnumerable<Value> Values(Parameter parameter) =>
        parameter switch
        {
            Parameter.Choice choice => choice.Options.Select(o => Value.Of(o.Key)),
            Parameter.Integer whole => Enumerable
                .Range(0, (int)whole.Cardinality!)
                .Select(i => Value.Of(whole.Low + i)),
            _ => throw new NotSupportedException($"'{parameter.Name}' has no end of values."),
        };
}
