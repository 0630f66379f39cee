using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Engine.Data;
using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>A data set on a device, each split as one tensor, normalised once.</summary>
/// <param name="data">The data set.</param>
/// <param name="device">The device.</param>
public sealed class DeviceData(DataSet data, Device device) : IDisposable
{
    // Inputs copied at a time: bounds the memory that copying takes.
    private const int Block = 4096;

    private readonly Dictionary<string, ResidentExamples> _splits = new(StringComparer.Ordinal);

    /// <summary>The data set.</summary>
    public DataSet Data { get; } = data;

    /// <summary>A split, put on the device when it is first asked for.</summary>
    public IExamples this[string split]
    {
        get
        {
            if (!_splits.TryGetValue(split, out var found))
                _splits.Add(split, found = Put(Data.Split.Part(split)));
            return found;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var split in _splits.Values)
            split.Dispose();
        _splits.Clear();
    }

    private ResidentExamples Put(ImmutableArray<int> indices)
    {
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        long[] shape = [indices.Length, .. Data.Shape.Select(n => (long)n)];
        var inputs = empty(shape, dtype: float32, device: device);
        for (var start = 0; start < indices.Length; start += Block)
        {
            var part = indices.AsSpan(start, Math.Min(Block, indices.Length - start));
            shape[0] = part.Length;
            var block = empty(shape, dtype: float32);
            Normalise(part, MemoryMarshal.Cast<byte, float>(block.bytes));
            inputs.narrow(0, start, part.Length).copy_(block);
        }
        var targets = Data.Targets.Take(indices, device);
        return new(inputs.DetachFromDisposeScope(), targets.DetachFromDisposeScope());
    }

    private void Normalise(ReadOnlySpan<int> indices, Span<float> into)
    {
        var size = Data.InputSize;
        for (var n = 0; n < indices.Length; n++)
            Data.Normalisation.Apply(
                Data.Values.Span.Slice(indices[n] * size, size),
                into.Slice(n * size, size)
            );
    }
}
