using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes;

/// <summary>Lets a study file choose a technique and its parameters instead of searching them.</summary>
/// <remarks>
/// A technique's own settings stand beside the choice, below the technique's name, so that a file can nest them:
/// "training.optimizer" chooses "sgd", "training.sgd.momentum" belongs to it.
/// </remarks>
public static class TechniqueSettings
{
    /// <summary>A setting for the choice and one for each parameter of each technique.</summary>
    /// <param name="catalog">The techniques.</param>
    /// <param name="path">Where the choice stands.</param>
    /// <param name="normal">The technique where the file is silent.</param>
    /// <param name="help">What the choice is about.</param>
    public static IEnumerable<Setting> Of<TRole>(
        Catalog<TRole> catalog,
        string path,
        string normal,
        string help
    )
    {
        var (parent, name) = Split(path);
        yield return new(
            path,
            Value.Of(normal),
            new Parameter.Choice(name, [.. catalog.All.Select(t => t.Key)]),
            help
        );
        foreach (var technique in catalog.All)
        foreach (var node in new Space(technique.Parameters).Nodes)
            yield return new(
                $"{parent}.{technique.Key}.{node.Path}",
                Usual(technique, node),
                node.Parameter,
                technique.Summary
            );
    }

    /// <summary>What was chosen, as <see cref="Catalog{TRole}.Create"/> and stages expect it.</summary>
    /// <param name="settings">Complete.</param>
    /// <param name="catalog">The techniques.</param>
    /// <param name="path">Where the choice stands: "training.optimizer".</param>
    /// <returns>The key at "optimizer", the values that have a meaning below "optimizer.KEY.".</returns>
    public static Configuration Chosen<TRole>(Configuration settings, Catalog<TRole> catalog, string path)
    {
        var (parent, name) = Split(path);
        var key = settings.Text(path);
        var own = settings.Slice($"{parent}.{key}");
        var space = new Space(catalog[key].Parameters);
        return space.Complete(n => own[n.Path]).Under($"{name}.{key}").With(name, Value.Of(key));
    }

    private static (string Parent, string Name) Split(string path)
    {
        var dot = path.LastIndexOf('.');
        return (path[..dot], path[(dot + 1)..]);
    }

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
