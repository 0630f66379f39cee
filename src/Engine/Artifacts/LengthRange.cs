using Slimfront.Engine.Graphs;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Artifacts;

/// <summary>
/// Between which lengths the file of a model lies if of some masked tensors only the total of what they keep is known.
/// </summary>
/// <remarks>
/// The values themselves take the same room wherever they are kept; what varies is the codes that fill up a byte, and the
/// widths, where tensors of several widths share.
/// </remarks>
internal static class LengthRange
{
    private const int ByteBits = 8;

    public static Interval Of(ModelGraph graph, StoragePlan plan)
    {
        TensorSpec[] sharing = [.. graph.Tensors.Where(t => plan[t.Name] is { IsMasked: true, Kept: null })];
        if (sharing.Length == 0)
            return Interval.Exactly(ModelFile.Length(graph, plan));
        var others = PackedModel.ContentLength(
            graph,
            sharing.Aggregate(plan, (p, t) => p.With(t.Name, p[t.Name] with { Kept = 0 }))
        );
        var (low, high) = Shared(sharing, plan);
        return new(PackedModel.FileLength(others + low), PackedModel.FileLength(others + high));
    }

    // As much as possible where numbers are narrow, or where they are wide; a last byte is at most filled up.
    private static (long Low, long High) Shared(TensorSpec[] sharing, StoragePlan plan)
    {
        var narrow = Fill(sharing.OrderBy(t => plan[t.Name].Bits), plan);
        var wide = Fill(sharing.OrderByDescending(t => plan[t.Name].Bits), plan);
        var filling = sharing.Sum(t => (long)Math.Max(0, ByteBits - plan[t.Name].Bits));
        return ((narrow + ByteBits - 1) / ByteBits, (wide + filling) / ByteBits);
    }

    private static long Fill(IEnumerable<TensorSpec> tensors, StoragePlan plan)
    {
        var (rest, bits) = (plan.SharedKept, 0L);
        foreach (var tensor in tensors)
        {
            var here = Math.Min(rest, tensor.Elements);
            bits += here * plan[tensor.Name].Bits;
            rest -= here;
        }
        return bits;
    }
}
