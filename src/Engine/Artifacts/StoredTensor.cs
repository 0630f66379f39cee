using System.Collections.Immutable;

namespace Slimfront.Engine.Artifacts;

/// <summary>How the elements of a tensor are stored; the names are those of the safetensors format.</summary>
public enum StoredType
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>64-bit whole numbers.</summary>
    I64,

    /// <summary>32-bit whole numbers.</summary>
    I32,

    /// <summary>8-bit whole numbers with a sign.</summary>
    I8,

    /// <summary>8-bit whole numbers without one.</summary>
    U8,
}

/// <summary>A tensor in a file: everything but its values.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">The lengths of its axes; none for a single number.</param>
public sealed record StoredTensor(string Name, StoredType Type, ImmutableArray<long> Shape)
{
    /// <summary>The number of its bytes.</summary>
    public long Bytes => Shape.Aggregate(WidthOf(Type), (product, length) => checked(product * length));

    /// <summary>By content.</summary>
    public bool Equals(StoredTensor? other) =>
        other is not null && (Name, Type) == (other.Name, other.Type) && Shape.SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type);

    private static long WidthOf(StoredType type) =>
        type switch
        {
            StoredType.I64 => 8,
            StoredType.F32 or StoredType.I32 => 4,
            StoredType.F16 => 2,
            StoredType.I8 or StoredType.U8 => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type."),
        };
}
