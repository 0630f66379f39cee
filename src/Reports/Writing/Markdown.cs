using System.Text;

namespace Slimfront.Reports.Writing;

/// <summary>Markdown as GitHub reads it.</summary>
public static class Markdown
{
    private const string Special = @"\`*_{}[]<>#|~$&!";

    /// <summary>A text without any markup: what would be markup is escaped, line ends become spaces.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" "))
            (Special.Contains(c) ? escaped.Append('\\') : escaped).Append(c);
        return escaped.ToString();
    }

    /// <summary>A table; cells must be escaped already.</summary>
    /// <param name="header">Titles; one beginning with '&gt;' is of a column aligned to the right.</param>
    /// <param name="rows">Cells, as many as titles.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        Row(text, [.. header.Select(h => h.TrimStart('>'))]);
        Row(text, [.. header.Select(h => h.StartsWith('>') ? "---:" : "---")]);
        foreach (var row in rows)
            Row(text, row);
        return text.ToString();
    }

    /// <summary>A block of literal text, fenced by more backticks than it contains.</summary>
    public static string Block(string language, string text)
    {
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += '`';
        return $"{fence}{language}\n{text.TrimEnd('\n')}\n{fence}\n";
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
