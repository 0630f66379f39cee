using System.Numerics;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
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

    // As much as possible where numbers are narrow, or where they are wide; a last byte is at most filled up but for
    // what numbers of the width can leave of it.
    private static (long Low, long High) Shared(TensorSpec[] sharing, StoragePlan plan)
    {
        var narrow = Fill(sharing.OrderBy(t => plan[t.Name].Room), plan);
        var wide = Fill(sharing.OrderByDescending(t => plan[t.Name].Room), plan);
        var filling = sharing.Sum(t =>
            Fortieth.OfByte - (long)BigInteger.GreatestCommonDivisor(Fortieth.OfByte, plan[t.Name].Room)
        );
        return ((narrow + Fortieth.OfByte - 1) / Fortieth.OfByte, (wide + filling) / Fortieth.OfByte);
    }

    private static long Fill(IEnumerable<TensorSpec> tensors, StoragePlan plan)
    {
        var (rest, room) = (plan.SharedKept, 0L);
        foreach (var tensor in tensors)
        {
            var here = Math.Min(rest, tensor.Elements);
            room += here * plan[tensor.Name].Room;
            rest -= here;
        }
        return room;
    }
}
