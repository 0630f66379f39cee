using System.Globalization;

namespace Slimfront.Search.Spaces;

/// <summary>One value of one parameter: a real number, an integer, or a text (the key of a choice).</summary>
/// <remarks>Reals are written in their shortest form that reads back to the same bits.</remarks>
public readonly record struct Value : IComparable<Value>
{
    private readonly double _number;
    private readonly string? _text;

    private Value(ValueKind kind, double number, string? text)
    {
        Kind = kind;
        _number = number;
        _text = text;
    }

    /// <summary>What the value is.</summary>
    public ValueKind Kind { get; }

    /// <summary>The number; for an integer, the same number as a real.</summary>
    /// <exception cref="InvalidOperationException">The value is a text.</exception>
    public double Number =>
        Kind == ValueKind.Text ? throw new InvalidOperationException($"'{_text}' is not a number.") : _number;

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="InvalidOperationException">The value is not a whole number.</exception>
    public long Integer =>
        Number == Math.Floor(Number)
            ? (long)Number
            : throw new InvalidOperationException($"{this} is not a whole number.");

    /// <summary>The text of a choice; numbers in canonical form.</summary>
    public string Text => ToString();

    /// <summary>A real value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static Value Of(double number) =>
        double.IsFinite(number)
            ? new(ValueKind.Real, number == 0 ? 0 : number, null)
            : throw new ArgumentOutOfRangeException(nameof(number), number, "A value must be finite.");

    /// <summary>The largest magnitude of an integer value, 2⁵³: all up to it are exact as reals too.</summary>
    public const long LargestInteger = 1L << 53;

    /// <summary>An integer value, at most <see cref="LargestInteger"/> in magnitude.</summary>
    public static Value Of(long number) =>
        Math.Abs(number) <= LargestInteger
            ? new(ValueKind.Integer, number, null)
            : throw new ArgumentOutOfRangeException(nameof(number), number, "Above 2^53 in magnitude.");

    /// <summary>A text value.</summary>
    public static Value Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(ValueKind.Text, 0, text);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote, or what a person typed: a whole number, a real, or a text.</summary>
    public static Value Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return Of(whole);
        var isReal = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real);
        return isReal && double.IsFinite(real) ? Of(real) : Of(text);
    }

    /// <inheritdoc/>
    public int CompareTo(Value other)
    {
        var byKind = (Kind == ValueKind.Text).CompareTo(other.Kind == ValueKind.Text);
        if (byKind != 0)
            return byKind;
        return Kind == ValueKind.Text
            ? string.CompareOrdinal(_text, other._text)
            : _number.CompareTo(other._number);
    }

    /// <summary>Canonical text: invariant culture; a real always shows that it is one ("1.0", "1E-05").</summary>
    public override string ToString() =>
        Kind switch
        {
            ValueKind.Text => _text ?? "",
            ValueKind.Integer => ((long)_number).ToString(CultureInfo.InvariantCulture),
            _ => Canonical(_number),
        };

    /// <summary>Whether the left value orders before the right one.</summary>
    public static bool operator <(Value left, Value right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left value orders after the right one.</summary>
    public static bool operator >(Value left, Value right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left value does not order after the right one.</summary>
    public static bool operator <=(Value left, Value right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left value does not order before the right one.</summary>
    public static bool operator >=(Value left, Value right) => left.CompareTo(right) >= 0;

    private static string Canonical(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : text + ".0";
    }
}

/// <summary>The kinds of <see cref="Value"/>.</summary>
public enum ValueKind
{
    /// <summary>A text, such as the key of a choice. The default value is the empty text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A real number.</summary>
    Real,
}
