using System.Globalization;
using System.Text;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Fields;

/// <summary>Writes what follows "key:" in a study file. Texts that could be read as something else are quoted.</summary>
public static class YamlValue
{
    /// <summary>A key.</summary>
    public static string Key(string key) => IsPlain(key) ? key : Quoted(key);

    /// <summary>A value.</summary>
    public static string Scalar(Value value) =>
        value.Kind == ValueKind.Text ? Scalar(value.Text) : value.ToString();

    /// <summary>A text.</summary>
    public static string Scalar(string text) =>
        IsPlain(text) && Value.Parse(text).Kind == ValueKind.Text ? text : Quoted(text);

    /// <summary>A number in the shortest form that reads back to the same bits.</summary>
    internal static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Values side by side.</summary>
    internal static string List(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    /// <summary>Keys with values, side by side.</summary>
    internal static string Mapping(IEnumerable<(string Key, string Value)> pairs) =>
        $"{{{string.Join(", ", pairs.Select(p => $"{Key(p.Key)}: {p.Value}"))}}}";

    /// <summary>Keys with values, each on a line of its own below; null where there are none.</summary>
    internal static string? Lines(IEnumerable<(string Key, string Value)> pairs) =>
        string.Concat(pairs.Select(p => $"\n  {Key(p.Key)}: {p.Value}")) is { Length: > 0 } lines
            ? lines
            : null;

    // Words that no YAML reader takes for anything but a text.
    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        && text.ToUpperInvariant()
            is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N");

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append(@"\n"),
                < ' ' or (>= '\x7f' and < '\xa0') or '\u2028' or '\u2029' or '\ufeff' => quoted.Append(
                    $"\\u{(int)c:x4}"
                ),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }
}
