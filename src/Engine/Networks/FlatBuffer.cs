using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>Tensors that lie one after the other in a single one, so that one call reaches all of them.</summary>
/// <remarks>
/// Each starts at a multiple of 64 bytes, as a tensor of its own would: kernels may round differently at other
/// addresses. The numbers between them stay 0 through every optimizer.
/// </remarks>
internal sealed class FlatBuffer : IDisposable
{
    private const int Alignment = 16;
    private readonly ImmutableArray<(TensorSpec Spec, int Offset)> _places;

    /// <summary>Zeros for the given tensors.</summary>
    public FlatBuffer(IEnumerable<TensorSpec> specs, Device device)
    {
        (_places, var length) = Place(specs);
        All = zeros(length, dtype: float32, device: device).DetachFromDisposeScope();
    }

    /// <summary>All of them, shape [length].</summary>
    public Tensor All { get; }

    /// <summary>A view of each tensor, by name, which the caller owns.</summary>
    public IEnumerable<(string Name, Tensor View)> Views()
    {
        foreach (var (spec, offset) in _places)
        {
            using var part = All.narrow(0, offset, spec.Elements);
            using var shaped = part.view([.. spec.Shape]);
            yield return (spec.Name, shaped.detach().DetachFromDisposeScope());
        }
    }

    /// <summary>Where some of them lie, in rising order; neighbours are one segment.</summary>
    public ImmutableArray<Segment> Segments(Func<string, bool> which)
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        for (var i = 0; i < _places.Length; i++)
        {
            if (!which(_places[i].Spec.Name))
                continue;
            var start = _places[i].Offset;
            var end = i + 1 < _places.Length ? _places[i + 1].Offset : (int)All.NumberOfElements;
            if (segments.Count > 0 && segments[^1] is var last && last.Start + last.Length == start)
                segments[^1] = last with { Length = end - last.Start };
            else
                segments.Add(new(start, end - start));
        }
        return segments.ToImmutable();
    }

    /// <summary>Copies values in.</summary>
    public void Write(IReadOnlyDictionary<string, ReadOnlyMemory<float>> values)
    {
        var flat = new float[All.NumberOfElements];
        foreach (var (spec, offset) in _places)
            values[spec.Name].Span.CopyTo(flat.AsSpan(offset, (int)spec.Elements));
        Write(All, flat);
    }

    /// <summary>Copies values out.</summary>
    public IEnumerable<KeyValuePair<string, ReadOnlyMemory<float>>> Read()
    {
        var flat = Read(All);
        foreach (var (spec, offset) in _places)
            yield return KeyValuePair.Create(
                spec.Name,
                (ReadOnlyMemory<float>)flat.AsMemory(offset, (int)spec.Elements)
            );
    }

    /// <summary>The values of a single-precision tensor, wherever it lies.</summary>
    public static float[] Read(Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(values.cpu().contiguous().bytes).ToArray();
    }

    /// <summary>Sets the values of a single-precision tensor, wherever it lies.</summary>
    public static void Write(Tensor target, ReadOnlySpan<float> values)
    {
        using var scope = NewDisposeScope();
        var source = empty(target.shape, dtype: float32);
        MemoryMarshal.AsBytes(values).CopyTo(source.bytes);
        target.copy_(source);
    }

    /// <summary>Flags in the places of a network's flat parameters: up where any of the given ones is.</summary>
    /// <param name="graph">The network's graph.</param>
    /// <param name="flags">Each the flags of a tensor by name, one per element; null where all are down.</param>
    public static bool[] Flags(ModelGraph graph, params ReadOnlySpan<Func<string, bool[]?>> flags)
    {
        var (places, length) = Place(graph.Tensors.Where(t => t.IsTrainable));
        var flat = new bool[length];
        foreach (var (spec, offset) in places)
        foreach (var of in flags)
        {
            var own = of(spec.Name) ?? [];
            for (var i = 0; i < own.Length; i++)
                flat[offset + i] |= own[i];
        }
        return flat;
    }

    private static (ImmutableArray<(TensorSpec Spec, int Offset)> Places, int Length) Place(
        IEnumerable<TensorSpec> specs
    )
    {
        var places = ImmutableArray.CreateBuilder<(TensorSpec, int)>();
        var length = 0;
        foreach (var spec in specs)
        {
            places.Add((spec, length));
            length = checked((length + (int)spec.Elements + Alignment - 1) / Alignment * Alignment);
        }
        return (places.ToImmutable(), length);
    }

    public void Dispose() => All.Dispose();
}
