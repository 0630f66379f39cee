namespace Slimfront.Search;

/// <summary>Keeps a message in one line, whatever the file holds that it quotes.</summary>
public static class SingleLine
{
    /// <summary>The text with each character that would end or disturb the line as its number: "\u000a".</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(Disturbs)
            ? string.Concat(text.Select(c => Disturbs(c) ? $"\\u{(int)c:x4}" : $"{c}"))
            : text;
    }

    private static bool Disturbs(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
