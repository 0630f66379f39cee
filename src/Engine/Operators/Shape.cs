using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>The shape of a value without its batch axis: [channels, height, width] or [features].</summary>
/// <param name="Dimensions">The lengths of the axes; channels (or features) come first.</param>
public readonly record struct Shape(ImmutableArray<int> Dimensions)
{
    /// <summary>A shape of the given lengths.</summary>
    public static Shape Of(params ReadOnlySpan<int> dimensions) => new([.. dimensions]);

    /// <summary>The number of axes.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>The length of the first axis.</summary>
    public int Channels => Dimensions[0];

    /// <summary>The number of positions of one channel: height × width of a map, 1 of a vector.</summary>
    public int Positions
    {
        get
        {
            var positions = 1;
            for (var axis = 1; axis < Rank; axis++)
                positions = checked(positions * Dimensions[axis]);
            return positions;
        }
    }

    /// <summary>The number of elements.</summary>
    public int Elements => checked(Channels * Positions);

    /// <summary>The length of an axis.</summary>
    public int this[int axis] => Dimensions[axis];

    /// <summary>The same shape with another number of channels.</summary>
    public Shape WithChannels(int channels) => new(Dimensions.SetItem(0, channels));

    /// <summary>By content.</summary>
    public bool Equals(Shape other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var length in Dimensions.AsSpan())
            hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>"1×8×8".</summary>
    public override string ToString() => Dimensions.IsDefault ? "" : string.Join('×', Dimensions);
}
