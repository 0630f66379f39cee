using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>One width for all widths that round to the same channels, so that the same network is the same stage.</summary>
/// <remarks>
/// A layer that has b channels at width 1 has c = round(b · w) for every w in [(c − ½)/b, (c + ½)/b), or below
/// 1.5/b for c = 1. The canonical width is the shortest decimal in the intersection over all layers, the one nearest to its
/// middle of equally short ones: it depends on the network alone.
/// </remarks>
public static class CanonicalWidth
{
    private const int Digits = 9;

    /// <summary>The same network under its canonical width; the choice itself where it has none.</summary>
    /// <param name="model">A member of a family.</param>
    /// <param name="build">Its graph.</param>
    public static ModelChoice Of(ModelChoice model, Func<ModelChoice, ModelGraph> build)
    {
        if (!model.Parameters.Has(IModelFamily.Width))
            return model;
        var graph = build(model);
        var (low, high) = Interval(
            model.Parameters.Real(IModelFamily.Width),
            Layers(build(With(model, 1))),
            Layers(graph)
        );
        foreach (var power in Enumerable.Range(0, Digits).Select(d => Math.Pow(10, d)))
        {
            var shortest = Math.Round((low + high) / 2 * power, MidpointRounding.AwayFromZero) / power;
            if (
                shortest > 0
                && shortest >= low
                && shortest < high
                && With(model, shortest) is var candidate
                && build(candidate).Equals(graph)
            )
                return candidate;
        }

        return model;
    }

    private static ModelChoice With(ModelChoice model, double width) =>
        model with
        {
            Parameters = model.Parameters.With(IModelFamily.Width, Value.Of(width)),
        };

    private static (double Low, double High) Interval(double width, int[] whole, int[] scaled)
    {
        var (low, high) = (0.0, double.PositiveInfinity);
        foreach (var (channels, count) in whole.Zip(scaled))
        {
            // The classifier and the like keep their size.
            if (IModelFamily.Scale(channels, width) != count)
                continue;
            if (count > 1)
                low = Math.Max(low, (count - 0.5) / channels);
            high = Math.Min(high, (count + 0.5) / channels);
        }

        return (low, high);
    }

    private static int[] Layers(ModelGraph graph) =>
        [
            .. graph
                .Nodes.Select(n =>
                    n.Operator switch
                    {
                        Conv conv => conv.Out,
                        Linear linear => linear.Out,
                        _ => 0,
                    }
                )
                .Where(count => count > 0),
        ];
}
