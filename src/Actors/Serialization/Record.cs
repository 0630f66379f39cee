namespace Slimfront.Actors.Serialization;

/// <summary>Makes the shapes of records.</summary>
internal static class Record
{
    /// <summary>A record of the fields that are described.</summary>
    /// <param name="describe">Its fields.</param>
    /// <param name="length">How many of a record's fields are written where that is not always all; null for all.</param>
    public static Shape<T> Of<T>(Describing<T> describe, Func<T, int?>? length = null)
    {
        // All records of one type have as many fields as the first. A plain number, which threads that write at the same time see
        // whole: 0 until it is known.
        var all = 0;
        return new(
            (ref f, value) =>
                f.Write(
                    describe,
                    value,
                    length?.Invoke(value) ?? (all > 0 ? all : all = Fields.Count(describe, value))
                ),
            (ref f) => f.Read(describe)
        );
    }
}

/// <summary>The shape of what is one of several kinds: a record of the kind's number and its fields.</summary>
/// <param name="width">The fields that are written of every kind, at least; those that a kind does not have are nil.</param>
internal sealed class Kinds<T>(int width = 0)
    where T : class
{
    private readonly Dictionary<int, Describing<T>> _kinds = [];
    private readonly Dictionary<Type, Kind> _byType = [];

    /// <summary>With one more kind.</summary>
    /// <param name="number">Its number, which is never given to another.</param>
    /// <param name="describe">Its fields.</param>
    public Kinds<T> With<TKind>(int number, Describing<TKind> describe)
        where TKind : class, T
    {
        _kinds.Add(number, (ref f, value) => describe(ref f, (TKind?)value));
        _byType.Add(typeof(TKind), new(number));
        return this;
    }

    /// <summary>The shape of all the kinds there are by now.</summary>
    public Shape<T> Shape() => Record.Of<T>(Describe, value => Math.Max(width, Length(value)));

    private int Length(T value)
    {
        var kind = _byType[value.GetType()];
        return kind.Length > 0 ? kind.Length : kind.Length = Fields.Count(Describe, value);
    }

    private T Describe(ref Fields fields, T? value)
    {
        var number = fields.Of(Shapes.Int, value is null ? null : _byType[value.GetType()].Number);
        return _kinds.TryGetValue(number, out var describe)
            ? describe(ref fields, value)
            : throw new MalformedException($"No {typeof(T).Name} is of kind {number}.");
    }

    // All records of one kind have as many fields as the first, its number among them; 0 until that is known.
    private sealed class Kind(int number)
    {
        public int Number => number;

        public int Length { get; set; }
    }
}
