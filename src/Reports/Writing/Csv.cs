using System.Text;

namespace Slimfront.Reports.Writing;

/// <summary>Comma-separated values as RFC 4180 has them: CR LF after each record, quotes where needed.</summary>
public static class Csv
{
    /// <summary>The text of a table.</summary>
    /// <param name="rows">Records of equal length, the header first.</param>
    public static string Of(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        return text.ToString();
    }

    private static string Field(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"")}\"";
}
