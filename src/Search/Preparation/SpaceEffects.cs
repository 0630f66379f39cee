using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Preparation;

/// <summary>Refuses narrowings and configurations to begin with that name what cannot come to be.</summary>
internal static class SpaceEffects
{
    /// <summary>Looks through both.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="space">Its space, narrowed.</param>
    /// <param name="pipeline">Knows the whole space.</param>
    /// <exception cref="UserErrorException">Something has no effect, or is impossible.</exception>
    public static void Check(StudySpec spec, Space space, IPipeline pipeline)
    {
        if (spec.Restrictions.Keys.FirstOrDefault(p => space.Find(p) is null) is { } vain)
        {
            var whole = pipeline.Space(spec with { Restrictions = spec.Restrictions.Clear() });
            throw new UserErrorException($"'space.{vain}' has no effect: {Missing(vain, space, whole)}.");
        }

        if (spec.WarmStart.IsDefault)
            return;
        for (var i = 0; i < spec.WarmStart.Length; i++)
            Check($"warm-start {i}", spec.WarmStart[i], space);
    }

    // The choice above that does not have the option any more.
    private static string Missing(string path, Space space, Space whole)
    {
        for (var node = whole.Find(path)!; ; node = whole.Find(node.Parent!)!)
            if (space.Find(node.Parent!) is { Parameter: var choice })
                return $"'{node.Parent}' may be {choice.Range} only, not {node.Option}";
    }

    private static void Check(string which, Configuration given, Space space)
    {
        foreach (var (path, value) in given)
        {
            if (space.Find(path) is not { } node)
                throw new UserErrorException(
                    $"{which}: no parameter of the space is '{path}'.{Spelling.Hint(path, Paths(space))} {Spelling.Known(path, Paths(space))}"
                );
            if (!node.Parameter.Contains(value))
                throw new UserErrorException(
                    $"{which}: '{path}' cannot be {value}; it may be {node.Parameter.Range}."
                );
            for (var above = node; above is { Parent: { } parent }; above = space.Find(parent))
                if (given.Find(parent) is { } chosen && chosen.Text != above.Option)
                    throw new UserErrorException(
                        $"{which}: '{path}' has no effect: '{parent}' is {chosen}, not {above.Option}."
                    );
        }
    }

    private static string[] Paths(Space space) => [.. space.Nodes.Select(n => n.Path)];
}
