using System.Collections.Immutable;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers;

/// <summary>The combinations of a space's parameters, numbered like a number in mixed radix.</summary>
internal sealed class Grid
{
    private const double Limit = 1e15;
    private readonly Space _space;
    private readonly Dictionary<string, Axis> _axes = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Axis> _roots;

    public Grid(Space space, int points)
    {
        _space = space;
        // Children stand after the choice they depend on, so backwards every axis finds those below it.
        foreach (var node in space.Nodes.Reverse())
            _axes.Add(node.Path, new(node, Values(node.Parameter, points), v => Children(node, v)));
        _roots = [.. space.Nodes.Where(n => n.Parent is null).Select(n => _axes[n.Path])];
    }

    /// <summary>The number of combinations; null above 10¹⁵.</summary>
    public long? Count => Product(_roots) is var count and <= Limit ? (long)count : null;

    /// <summary>The combination with a number.</summary>
    public Configuration this[long index]
    {
        get
        {
            var chosen = new Dictionary<string, Value>(StringComparer.Ordinal);
            Choose(_roots, index, chosen);
            return _space.Complete(n => chosen[n.Path]);
        }
    }

    /// <summary>The number of a combination; null where it is not one of the grid.</summary>
    public long? IndexOf(Configuration configuration)
    {
        var index = IndexOf(_roots, configuration);
        // Also refuses values that have no meaning in this space.
        return index is { } found && this[found].Equals(configuration) ? found : null;
    }

    private static void Choose(IEnumerable<Axis> axes, long index, Dictionary<string, Value> chosen)
    {
        foreach (var axis in axes)
        {
            (index, var here) = Math.DivRem(index, (long)axis.Count);
            var k = 0;
            for (; here >= axis.Counts[k]; k++)
                here -= (long)axis.Counts[k];
            chosen[axis.Node.Path] = axis.Values[k];
            Choose(axis.Below[k], here, chosen);
        }
    }

    private static long? IndexOf(ImmutableArray<Axis> axes, Configuration configuration)
    {
        var index = 0L;
        foreach (var axis in axes.Reverse())
        {
            if (configuration.Find(axis.Node.Path) is not { } value)
                return null;
            var k = axis.Values.IndexOf(value);
            if (k < 0 || IndexOf(axis.Below[k], configuration) is not { } below)
                return null;
            index = (index * (long)axis.Count) + (long)axis.Counts.Take(k).Sum() + below;
        }
        return index;
    }

    private ImmutableArray<Axis> Children(SpaceNode parent, Value option) =>
        [
            .. _space
                .Nodes.Where(n => n.Parent == parent.Path && n.Option == option.Text)
                .Select(n => _axes[n.Path]),
        ];

    private static double Product(IEnumerable<Axis> axes) =>
        axes.Aggregate(1.0, (product, axis) => product * axis.Count);

    private static ImmutableArray<Value> Values(Parameter parameter, int points) =>
        parameter switch
        {
            Parameter.Choice choice => [.. choice.Options.Select(o => Value.Of(o.Key))],
            Parameter.Integer { Cardinality: var n } whole when n <= points =>
            [
                .. Enumerable.Range(0, (int)n).Select(i => Value.Of(whole.Low + i)),
            ],
            _ =>
            [
                .. Enumerable.Range(0, points).Select(i => parameter.FromUnit(Place(i, points))).Distinct(),
            ],
        };

    private static double Place(int i, int count) => count == 1 ? 0.5 : (double)i / (count - 1);

    /// <summary>A parameter's values, and how many combinations lie below each.</summary>
    private sealed class Axis
    {
        public Axis(SpaceNode node, ImmutableArray<Value> values, Func<Value, ImmutableArray<Axis>> below)
        {
            (Node, Values) = (node, values);
            Below = [.. values.Select(v => node.Parameter is Parameter.Choice ? below(v) : [])];
            Counts = [.. Below.Select(b => Product(b))];
            Count = Counts.Sum();
        }

        public SpaceNode Node { get; }
        public ImmutableArray<Value> Values { get; }
        public ImmutableArray<ImmutableArray<Axis>> Below { get; }
        public ImmutableArray<double> Counts { get; }
        public double Count { get; }
    }
}
