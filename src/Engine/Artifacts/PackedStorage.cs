using System.Collections.Immutable;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>How a packed model file says how each tensor is stored (<see cref="TensorStorage"/>).</summary>
/// <remarks>
/// Weights come first, then all other tensors, each in the order of the graph: likes stand together. Then runs: how many
/// tensors in a row, and how they are stored; a run of 0 means that what is left is stored as it is. A storage is one number: bit 0
/// for a mask, bit 1 for held elements, bit 2 for a scale per channel; from bit 3 on the number of the codes, their place in
/// <see cref="CodeSet.All"/> counted from 1; 0 for none.
/// </remarks>
internal static class PackedStorage
{
    private const int Mask = 1;
    private const int Held = 2;
    private const int PerChannel = 4;
    private const int CodesShift = 3;

    /// <summary>Writes a plan; how many elements exist is not said here.</summary>
    public static void Write(ByteWriter bytes, ModelGraph graph, StoragePlan plan)
    {
        int[] codes = [.. InOrder(graph).Select(t => Code(plan[t.Name]))];
        for (int start = 0, end; start < codes.Length; start = end)
        {
            for (end = start + 1; end < codes.Length && codes[end] == codes[start]; )
                end++;
            if (end == codes.Length && codes[start] == 0)
                break;
            bytes.Number(end - start);
            bytes.Number(codes[start]);
        }
        bytes.Number(0);
    }

    /// <summary>Reads what is not stored as it is, by tensor.</summary>
    /// <exception cref="FormatException">The bytes are no plan for the graph.</exception>
    public static ImmutableDictionary<string, TensorEncoding> Read(ByteReader bytes, ModelGraph graph)
    {
        var tensors = InOrder(graph).ToArray();
        var found = ImmutableDictionary.CreateBuilder<string, TensorEncoding>(StringComparer.Ordinal);
        var place = 0;
        while (bytes.Number() is var run and > 0)
        {
            if (run > tensors.Length - place)
                throw new FormatException(
                    $"{run} tensors are described from the {place + 1}th of {tensors.Length} on."
                );
            var storage = Storage(bytes.Number());
            foreach (var tensor in tensors.AsSpan(place, run))
                if (storage != TensorStorage.Plain)
                    found.Add(tensor.Name, new(tensor.Name, tensor.Shape, storage, IsOpen: false));
            place += run;
        }
        return found.ToImmutable();
    }

    private static IEnumerable<TensorSpec> InOrder(ModelGraph graph) =>
        graph.Tensors.OrderBy(t => t.Role != TensorRole.Weight);

    private static int Code(TensorStorage storage)
    {
        var code = (storage.IsMasked ? Mask : 0) | (storage.IsHeld ? Held : 0);
        return storage.Codes is { } codes
            ? code | (storage.Axis < 0 ? 0 : PerChannel) | ((CodeSet.All.IndexOf(codes) + 1) << CodesShift)
            : code;
    }

    private static TensorStorage Storage(int code)
    {
        var kind = code >> CodesShift;
        if (kind > CodeSet.All.Length)
            throw new FormatException(
                $"no codes have the number {kind}; this version knows {CodeSet.All.Length}."
            );
        return new()
        {
            IsMasked = (code & Mask) != 0,
            IsHeld = (code & Held) != 0,
            Axis = (code & PerChannel) == 0 ? -1 : 0,
            Codes = kind == 0 ? null : CodeSet.All[kind - 1],
        };
    }
}
