using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers.Evolution;

/// <summary>Makes a child configuration of two parents, in a conditional space.</summary>
/// <remarks>
/// Uniform crossover walks down the tree: every parameter that comes to exist in the child is taken from either parent
/// with equal chance, from the only one that has it, or drawn anew where neither does. With probability 1/n, n being
/// the number of the mother's parameters, it is drawn anew in any case. (Polynomial mutation, as in Deb et al. 2002, was
/// measured to be worse at the few hundred trials a search like this can afford.)
/// </remarks>
internal static class Breeding
{
    /// <summary>A child.</summary>
    public static Configuration Child(Space space, Configuration mother, Configuration father, Random random)
    {
        var rate = 1.0 / Math.Max(1, mother.Count);
        return space.Complete(node =>
        {
            var value = Inherit(node.Path, mother, father, random);
            if (value is { } inherited && node.Parameter.Contains(inherited) && random.NextDouble() >= rate)
                return inherited;
            return node.Parameter.FromUnit(random.NextDouble());
        });
    }

    private static Value? Inherit(string path, Configuration mother, Configuration father, Random random)
    {
        var (first, second) = random.Next(2) == 0 ? (mother, father) : (father, mother);
        return first.Find(path) ?? second.Find(path);
    }
}
