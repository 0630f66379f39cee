using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes;

/// <summary>Lets a study file choose a technique and its parameters instead of searching them.</summary>
public static class TechniqueSettings
{
    /// <summary>A setting for the choice and one for each parameter of each technique.</summary>
    /// <param name="catalog">The techniques.</param>
    /// <param name="path">Where the key stands: "teacher.family".</param>
    /// <param name="below">Where the techniques' own parameters stand, the key excluded: "teacher".</param>
    /// <param name="normal">The technique where the file is silent.</param>
    /// <param name="help">What the choice is about.</param>
    public static IEnumerable<Setting> Of<TRole>(
        Catalog<TRole> catalog,
        string path,
        string below,
        string normal,
        string help
    )
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        yield return new(
            path,
            Value.Of(normal),
            new Parameter.Choice(name, [.. catalog.All.Select(t => t.Key)]),
            help
        );
        foreach (var technique in catalog.All)
        foreach (var node in new Space(technique.Parameters).Nodes)
            yield return new(
                $"{below}.{technique.Key}.{node.Path}",
                Usual(technique, node),
                node.Parameter,
                technique.Summary
            );
    }

    /// <summary>The values of the parameters of the chosen technique, those that have no meaning left out.</summary>
    /// <param name="settings">Complete.</param>
    /// <param name="catalog">The techniques.</param>
    /// <param name="path">Where the key stands.</param>
    /// <param name="below">Where the techniques' own parameters stand, the key excluded; the same path unless given.</param>
    /// <returns>"KEY.PARAMETER" for each.</returns>
    public static Configuration Chosen<TRole>(
        Configuration settings,
        Catalog<TRole> catalog,
        string path,
        string? below = null
    )
    {
        var key = settings.Text(path);
        var own = settings.Slice($"{below ?? path}.{key}");
        return new Space(catalog[key].Parameters).Complete(n => own[n.Path]).Under(key);
    }

    /// <summary>What is left without anything below the given paths.</summary>
    public static Configuration WithoutBelow(
        this Configuration settings,
        params IReadOnlyList<string> paths
    ) =>
        Configuration.From(
            settings.Where(s => !paths.Any(p => s.Key.StartsWith(p + ".", StringComparison.Ordinal)))
        );

    // What the technique's authors use, else the middle of the range to two decimals.
    private static Value Usual<TRole>(Technique<TRole> technique, SpaceNode node)
    {
        if (technique.Usual.Find(node.Path) is { } usual)
            return Typed.As(node.Parameter, usual);
        var middle = node.Parameter.FromUnit(0.5);
        if (middle.Kind != ValueKind.Real)
            return middle;
        var rounded = Value.Of(Math.Round(middle.Number, 2));
        return node.Parameter.Contains(rounded) ? rounded : middle;
    }
}
