using System.Numerics;
using Slimfront.Engine.Codes;

namespace Slimfront.Engine.Artifacts;

/// <summary>Which elements of a tensor exist; the others are 0 for ever. Compared by content.</summary>
public sealed class TensorMask : IEquatable<TensorMask>
{
    private readonly byte[] _bitmap;

    private TensorMask(byte[] bitmap, int elements)
    {
        (_bitmap, Elements) = (bitmap, elements);
        foreach (var part in bitmap)
            Kept += BitOperations.PopCount(part);
    }

    /// <summary>The number of elements, missing ones included.</summary>
    public int Elements { get; }

    /// <summary>How many of them exist.</summary>
    public int Kept { get; }

    /// <summary>One bit per element, the first one in the lowest bit of the first byte; 1 for those that exist.</summary>
    public ReadOnlyMemory<byte> Bitmap => _bitmap;

    /// <summary>Whether an element exists.</summary>
    public bool this[int element] =>
        (uint)element < (uint)Elements
            ? (_bitmap[element >> 3] >> (element & 7) & 1) == 1
            : throw new ArgumentOutOfRangeException(nameof(element), element, $"There are {Elements}.");

    /// <summary>A mask from one flag per element, the last axis fastest.</summary>
    public static TensorMask Of(ReadOnlySpan<bool> exists)
    {
        var bitmap = new byte[BitPacking.Bytes(exists.Length, 1)];
        for (var i = 0; i < exists.Length; i++)
            if (exists[i])
                bitmap[i >> 3] |= (byte)(1 << (i & 7));
        return new(bitmap, exists.Length);
    }

    /// <summary>A mask from its bitmap.</summary>
    /// <exception cref="ArgumentException">The bitmap is not one of so many elements.</exception>
    public static TensorMask Of(ReadOnlySpan<byte> bitmap, int elements) =>
        bitmap.Length == BitPacking.Bytes(elements, 1) && BitPacking.EndsClean(bitmap, 1, elements)
            ? new(bitmap.ToArray(), elements)
            : throw new ArgumentException($"No bitmap of {elements} elements.", nameof(bitmap));

    /// <summary>One flag per element.</summary>
    public bool[] ToFlags()
    {
        var flags = new bool[Elements];
        for (var i = 0; i < flags.Length; i++)
            flags[i] = this[i];
        return flags;
    }

    /// <summary>One flag per element, up for those that are missing.</summary>
    public bool[] ToMissing() => [.. ToFlags().Select(f => !f)];

    /// <summary>The values of the elements that exist, in order.</summary>
    public T[] Pick<T>(ReadOnlySpan<T> values)
    {
        var kept = new T[Kept];
        var next = 0;
        for (var i = 0; i < Elements; i++)
            if (this[i])
                kept[next++] = values[i];
        return kept;
    }

    /// <summary>All elements from those that exist; the others are 0.</summary>
    public T[] Spread<T>(ReadOnlySpan<T> kept)
    {
        var values = new T[Elements];
        var next = 0;
        for (var i = 0; i < Elements; i++)
            if (this[i])
                values[i] = kept[next++];
        return values;
    }

    /// <summary>Whether every missing element of a tensor is 0.</summary>
    public bool Holds(ReadOnlySpan<float> values)
    {
        if (values.Length != Elements)
            return false;
        for (var i = 0; i < Elements; i++)
            if (values[i] != 0 && !this[i])
                return false;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(TensorMask? other) =>
        other is not null && Elements == other.Elements && _bitmap.AsSpan().SequenceEqual(other._bitmap);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorMask);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Elements, Kept);

    /// <summary>"12 of 100".</summary>
    public override string ToString() => $"{Kept} of {Elements}";
}
