using System.Collections.Immutable;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;

namespace Slimfront.Engine.Artifacts;

/// <summary>How each tensor of a model is stored, as far as it decides the length of the file. Holds no values.</summary>
/// <param name="Tensors">What is not stored as it is, by tensor.</param>
public sealed record StoragePlan(ImmutableSortedDictionary<string, TensorStorage> Tensors)
{
    /// <summary>Every tensor as it is.</summary>
    public static StoragePlan Plain { get; } =
        new(ImmutableSortedDictionary.Create<string, TensorStorage>(StringComparer.Ordinal));

    /// <summary>
    /// How many elements exist of all masked tensors together that do not say so themselves
    /// (<see cref="TensorStorage.Kept"/>).
    /// </summary>
    public long SharedKept { get; init; }

    /// <summary>Whether the plan says of every tensor how many elements it keeps, so that the length is exact.</summary>
    public bool IsExact => Tensors.Values.All(t => !t.IsMasked || t.Kept is not null);

    /// <summary>How a tensor is stored.</summary>
    public TensorStorage this[string tensor] => Tensors.GetValueOrDefault(tensor, TensorStorage.Plain);

    /// <summary>How a model is stored.</summary>
    public static StoragePlan Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var plan = Plain;
        foreach (var (tensor, mask) in model.Masks)
            plan = plan.With(tensor, plan[tensor] with { IsMasked = true, Kept = mask.Kept });
        foreach (var tensor in model.Held.Keys)
            plan = plan.With(tensor, plan[tensor] with { IsHeld = true });
        foreach (var (tensor, grid) in model.Grids)
            plan = plan.With(tensor, plan[tensor] with { Codes = grid.Codes, Axis = grid.Axis });
        return plan;
    }

    /// <summary>The same plan with another storage for one tensor.</summary>
    public StoragePlan With(string tensor, TensorStorage storage) =>
        this with
        {
            Tensors =
                storage == TensorStorage.Plain ? Tensors.Remove(tensor) : Tensors.SetItem(tensor, storage),
        };

    /// <summary>The trainable numbers of a graph that are not masked away.</summary>
    public long Parameters(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var masked = graph.Tensors.Where(t => t.IsTrainable && this[t.Name].IsMasked).ToArray();
        var missing = masked.Sum(t => t.Elements - (this[t.Name].Kept ?? 0));
        return graph.Parameters - missing + (masked.Any(t => this[t.Name].Kept is null) ? SharedKept : 0);
    }

    /// <summary>By content.</summary>
    public bool Equals(StoragePlan? other) =>
        other is not null && SharedKept == other.SharedKept && Tensors.SequenceEqual(other.Tensors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tensors.Count, SharedKept);
}

/// <summary>How one tensor is stored.</summary>
public sealed record TensorStorage
{
    /// <summary>All elements in single precision.</summary>
    public static TensorStorage Plain { get; } = new();

    /// <summary>Whether elements may be missing: a bitmap says which exist, and only those are stored.</summary>
    public bool IsMasked { get; init; }

    /// <summary>How many exist of a masked tensor; null where only the total of several tensors is known.</summary>
    public long? Kept { get; init; }

    /// <summary>Whether a further bitmap says which elements the next training leaves as they are.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The codes that stand for elements; null where they are stored in single precision.</summary>
    public CodeSet? Codes { get; init; }

    /// <summary>−1 for one scale per tensor, 0 for one per output channel.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>Whether elements are codes of a grid.</summary>
    public bool IsQuantized => Codes is not null;

    /// <summary>What an element that exists takes, in fortieths of a byte.</summary>
    internal int Room => Codes?.Room ?? Fortieth.OfSingle;

    /// <summary>The bytes that so many elements take.</summary>
    internal long Bytes(long count) => Codes?.Bytes(count) ?? count * sizeof(float);
}
