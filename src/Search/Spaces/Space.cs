using System.Collections.Immutable;

namespace Slimfront.Search.Spaces;

/// <summary>A parameter in its place in the tree of a space.</summary>
/// <param name="Path">
/// Where its value stands in a configuration: the names from the root joined by dots, an option's key between a
/// choice and the parameters it brings: "pruning", "pruning.channels.ratio".
/// </param>
/// <param name="Parameter">The parameter.</param>
/// <param name="Parent">The path of the choice it depends on; null at the root.</param>
/// <param name="Option">The key that must be chosen there; null at the root.</param>
public sealed record SpaceNode(string Path, Parameter Parameter, string? Parent, string? Option)
{
    /// <summary>Whether the parameter exists in a configuration whose choices above it are made.</summary>
    public bool IsActive(Configuration configuration) =>
        Parent is null || string.Equals(configuration.Find(Parent)?.Text, Option, StringComparison.Ordinal);
}

/// <summary>The conditional tree of parameters that a study searches.</summary>
public sealed class Space
{
    /// <summary>A space of the given root parameters.</summary>
    /// <exception cref="ArgumentException">A definition is impossible; the message lists every problem.</exception>
    public Space(IEnumerable<Parameter> roots)
    {
        Roots = [.. roots];
        var nodes = ImmutableArray.CreateBuilder<SpaceNode>();
        foreach (var root in Roots)
            Flatten(root, prefix: "", parent: null, option: null, nodes);
        Nodes = nodes.ToImmutable();
        ByPath = Nodes
            .GroupBy(n => n.Path, StringComparer.Ordinal)
            .ToImmutableDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var problems = Problems().ToArray();
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(roots));
    }

    /// <summary>The parameters that always exist.</summary>
    public ImmutableArray<Parameter> Roots { get; }

    /// <summary>Every parameter of the tree, each choice before what depends on it.</summary>
    public ImmutableArray<SpaceNode> Nodes { get; }

    private ImmutableDictionary<string, SpaceNode> ByPath { get; }

    /// <summary>The number of different configurations; null where it is not finite (or above 10¹⁵).</summary>
    public long? Count => CountOf(Roots) is { } count and < 1e15 ? (long)count : null;

    /// <summary>The node at a path, if there is one.</summary>
    public SpaceNode? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>The parameters that exist in a configuration, each choice before what depends on it.</summary>
    public IEnumerable<SpaceNode> Active(Configuration configuration) =>
        Nodes.Where(n => n.IsActive(configuration));

    /// <summary>Builds a configuration by asking for the value of every parameter that comes to exist.</summary>
    /// <param name="choose">Called once for each active node, each choice before what depends on it.</param>
    public Configuration Complete(Func<SpaceNode, Value> choose)
    {
        var values = Configuration.Empty;
        foreach (var node in Nodes)
            if (node.IsActive(values))
                values = values.With(node.Path, choose(node));
        return values;
    }

    /// <summary>Uniform draw: every parameter uniform on its own (logarithmic) scale.</summary>
    public Configuration Draw(Random random) => Complete(n => n.Parameter.FromUnit(random.NextDouble()));

    /// <summary>What keeps a configuration from being a point of this space; nothing when it is one.</summary>
    public IEnumerable<string> Check(Configuration configuration)
    {
        var active = Active(configuration).ToArray();
        foreach (var node in active)
        {
            if (configuration.Find(node.Path) is not { } value)
                yield return $"'{node.Path}' is missing; it may be {node.Parameter.Range}.";
            else if (!node.Parameter.Contains(value))
                yield return $"'{node.Path}' is {value}; it may be {node.Parameter.Range}.";
        }

        var known = active.Select(n => n.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var path in configuration.Paths.Where(p => !known.Contains(p)))
            yield return ByPath.TryGetValue(path, out var node)
                ? $"'{path}' has no meaning here: '{node.Parent}' is not '{node.Option}'."
                : $"'{path}' is not a parameter of this space.";
    }

    /// <summary>The same space with the parameter at a path replaced by a narrower one of the same name.</summary>
    /// <exception cref="KeyNotFoundException">No parameter is at the path.</exception>
    public Space Replace(string path, Func<Parameter, Parameter> change)
    {
        if (!ByPath.ContainsKey(path))
            throw new KeyNotFoundException(
                $"No parameter is at '{path}'. Known: {string.Join(", ", ByPath.Keys)}."
            );
        return new(Roots.Select(r => Replace(r, prefix: "", path, change)));
    }

    private static Parameter Replace(
        Parameter parameter,
        string prefix,
        string path,
        Func<Parameter, Parameter> change
    )
    {
        var here = prefix + parameter.Name;
        if (string.Equals(here, path, StringComparison.Ordinal))
            return change(parameter);
        if (
            parameter is not Parameter.Choice choice
            || !path.StartsWith(here + ".", StringComparison.Ordinal)
        )
            return parameter;
        return choice with
        {
            Options =
            [
                .. choice.Options.Select(o =>
                    o with
                    {
                        Parameters =
                        [
                            .. o.Parameters.Select(p => Replace(p, $"{here}.{o.Key}.", path, change)),
                        ],
                    }
                ),
            ],
        };
    }

    private static void Flatten(
        Parameter parameter,
        string prefix,
        string? parent,
        string? option,
        ImmutableArray<SpaceNode>.Builder into
    )
    {
        var path = prefix + parameter.Name;
        into.Add(new(path, parameter, parent, option));
        if (parameter is not Parameter.Choice choice)
            return;
        foreach (var each in choice.Options)
        foreach (var child in each.Parameters)
            Flatten(child, $"{path}.{each.Key}.", path, each.Key, into);
    }

    private static double? CountOf(IEnumerable<Parameter> parameters)
    {
        double? product = 1;
        foreach (var parameter in parameters)
            product *= parameter is Parameter.Choice choice
                ? choice.Options.Aggregate((double?)0, (sum, o) => sum + CountOf(o.Parameters))
                : parameter.Cardinality;
        return product;
    }

    private IEnumerable<string> Problems()
    {
        foreach (var node in Nodes)
        foreach (var problem in node.Parameter.Problems())
            yield return problem;
        foreach (var twice in Nodes.GroupBy(n => n.Path, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            yield return $"Two parameters stand at '{twice.Key}'.";
    }
}
