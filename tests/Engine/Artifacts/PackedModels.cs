using System.Collections.Immutable;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Pruning;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Artifacts;

/// <summary>Models of random graphs of which random tensors have masks, grids, or both.</summary>
internal static class PackedModels
{
    public static readonly Gen<Model> Any = Gen.Select(RandomGraphs.Any, Gen.ULong)
        .Select((graph, seed) => Of(graph, new Pcg(seed)));

    public static Model Of(ModelGraph graph, Random random)
    {
        var channels = graph.Input.Channels;
        var model = new Model(
            graph,
            new([.. Floats(channels, random)], [.. Floats(channels, random).Select(v => v + 5)]),
            graph.Tensors.ToImmutableSortedDictionary(
                t => t.Name,
                t => (ReadOnlyMemory<float>)Floats((int)t.Elements, random),
                StringComparer.Ordinal
            )
        );
        return graph.Tensors.Aggregate(model, (m, t) => Packed(m, t, random));
    }

    private static Model Packed(Model model, TensorSpec tensor, Random random)
    {
        var values = model.Tensors[tensor.Name].ToArray();
        if (random.Next(2) == 0)
        {
            var grid = Grid(tensor, random);
            model = model with { Grids = model.Grids.Add(tensor.Name, grid) };
            values = grid.Round(values);
        }
        if (random.Next(2) == 0)
        {
            var share = random.NextDouble() * 1.2 - 0.1;
            var mask = TensorMask.Of([.. values.Select(_ => random.NextDouble() < share)]);
            model = model with { Masks = model.Masks.Add(tensor.Name, mask) };
            values = mask.Spread<float>(mask.Pick<float>(values));
        }
        return model with { Tensors = model.Tensors.SetItem(tensor.Name, values) };
    }

    private static QuantizationGrid Grid(TensorSpec tensor, Random random)
    {
        var codes = CodeSet.All[random.Next(CodeSet.All.Length)];
        var axis = random.Next(2) - 1;
        var count = (int)QuantizationGrid.ScalesFor(tensor.Shape, axis);
        ImmutableArray<float> scales =
        [
            .. Enumerable.Range(0, count).Select(_ => random.NextSingle() + 0.01f),
        ];
        ImmutableArray<int> zeros = [.. scales.Select(_ => random.Next(codes.Highest + 1))];
        return new(codes, axis, scales, codes.IsSymmetric ? [] : zeros);
    }

    private static float[] Floats(int count, Random random) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => random.Next(8) == 0 ? 0 : (random.NextSingle() - 0.5f) * 4),
        ];
}
