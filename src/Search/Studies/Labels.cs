using System.Collections.Immutable;

namespace Slimfront.Search.Studies;

/// <summary>Names with values: what a slot says of itself, and what a study asks of its slots. "gpu=a100,rack=7".</summary>
/// <remarks>Equal where their canonical text is: names in ordinal order. A value may be empty, a name may not.</remarks>
public sealed class Labels : IEquatable<Labels>
{
    private const int Longest = 64;
    private readonly ImmutableSortedDictionary<string, string> _values;
    private readonly string _text;

    private Labels(ImmutableSortedDictionary<string, string> values)
    {
        _values = values;
        _text = string.Join(',', values.Select(v => $"{v.Key}={v.Value}"));
    }

    /// <summary>No label.</summary>
    public static Labels None { get; } =
        new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Whether there is no label.</summary>
    public bool IsEmpty => _values.IsEmpty;

    /// <summary>Labels of names and values.</summary>
    /// <exception cref="UserErrorException">A name or value is empty, too long, or holds anything but letters, digits, '-', '_', '.', '/'.</exception>
    public static Labels Of(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            all[Checked(name, name)] = value.Length == 0 ? value : Checked(value, name);
        return all.Count == 0 ? None : new(all.ToImmutable());
    }

    /// <summary>Reads what <see cref="ToString"/> writes: "gpu=a100,rack=7".</summary>
    /// <exception cref="UserErrorException">The text has another form.</exception>
    public static Labels Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(
            text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(Pair)
        );
    }

    /// <summary>As <see cref="Parse"/>, but none where the text has another form: for what others say of themselves.</summary>
    public static Labels ParseOrNone(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (UserErrorException)
        {
            return None;
        }
    }

    /// <summary>Whether these hold every label of others, with the same values.</summary>
    public bool Include(Labels others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others._values.All(o => _values.TryGetValue(o.Key, out var value) && value == o.Value);
    }

    /// <inheritdoc/>
    public bool Equals(Labels? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The canonical text.</summary>
    public override string ToString() => _text;

    private static KeyValuePair<string, string> Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? new(text[..at], text[(at + 1)..])
            : throw new UserErrorException($"'{text}' is no label; write name=value, such as gpu=a100.");

    private static string Checked(string text, string name) =>
        text.Length is > 0 and <= Longest
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            ? text
            : throw new UserErrorException(
                $"label '{name}': '{text}' must be 1 to {Longest} letters, digits, '-', '_', '.' or '/'."
            );
}
