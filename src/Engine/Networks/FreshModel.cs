using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Networks;

/// <summary>Untrained models.</summary>
public static class FreshModel
{
    /// <summary>A model whose tensors are filled by the rules of <see cref="Initialisation"/>.</summary>
    /// <remarks>
    /// Each tensor has a generator of its own, derived from the seed and its name, so neither the order of the tensors
    /// nor the device nor libtorch's version plays a part.
    /// </remarks>
    public static Model Of(ModelGraph graph, Normalisation normalisation, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var root = Seed.Derive(seed, "init");
        return new(
            graph,
            normalisation,
            graph.Tensors.ToImmutableSortedDictionary(
                t => t.Name,
                t => (ReadOnlyMemory<float>)Fill(t, Seed.For(root, t.Name)),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>One fresh tensor.</summary>
    /// <param name="tensor">What it is.</param>
    /// <param name="random">A generator for it alone.</param>
    public static float[] Fill(TensorSpec tensor, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var values = new float[tensor.Elements];
        switch (Initialisation.Of(tensor))
        {
            case Initialisation.Constant constant:
                Array.Fill(values, constant.Value);
                return values;
            case Initialisation.Uniform uniform:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(((2 * random.NextDouble()) - 1) * uniform.Bound);
                return values;
            default:
                throw new InvalidOperationException($"Tensor '{tensor.Name}' has no rule to be filled by.");
        }
    }
}
