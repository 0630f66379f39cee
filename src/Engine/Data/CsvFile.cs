using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>A table of numbers with a column of labels, as text, packed with gzip or not.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">What its first lines tell.</param>
/// <param name="Values">The numbers of the feature columns, row by row.</param>
/// <param name="Labels">Of each row, as written; row by row where there are several.</param>
internal sealed record CsvFile(string Path, CsvStart Start, float[] Values, IReadOnlyList<string> Labels)
{
    private const string ExcelMark = "sep=";
    private const int FirstLines = 3;

    /// <summary>What its columns are.</summary>
    public CsvColumns Columns => Start.Columns;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">What a study says of it.</param>
    /// <param name="like">The file with the training rows, whose columns these are; null for that file itself.</param>
    /// <exception cref="UserErrorException">It cannot be read, or a line of it cannot be understood.</exception>
    public static CsvFile Read(string path, CsvSettings wanted, CsvFile? like = null)
    {
        using var text = CsvText.Open(path);
        using var lines = Lines(text).GetEnumerator();
        var first = new List<(string Text, int Number)>();
        while (first.Count < FirstLines && lines.MoveNext())
            if (first.Count == 0 && IsExcelMark(lines.Current.Text))
                wanted = wanted with { Separator = wanted.Separator ?? lines.Current.Text[^1] };
            else
                first.Add(lines.Current);
        if (first.Count == 0)
            throw new UserErrorException($"'{path}' has no rows.");
        var rows = new Rows(CsvStart.Of(path, first, wanted, like));
        foreach (var line in first.Skip(rows.Start.HasHeader ? 1 : 0))
            rows.Add(line);
        while (lines.MoveNext())
            rows.Add(lines.Current);
        return rows.Labels.Count > 0
            ? new(path, rows.Start, [.. rows.Values], rows.Labels)
            : throw new UserErrorException($"'{path}' has no rows.");
    }

    // A line by which Excel tells itself the separator.
    private static bool IsExcelMark(string line) =>
        line.Length == ExcelMark.Length + 1 && line.StartsWith(ExcelMark, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Text, int Number)> Lines(StreamReader text)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line))
                yield return (line, number);
    }

    private sealed class Rows(CsvStart start)
    {
        private readonly int[] _features = [.. start.Columns.Features];

        public CsvStart Start => start;

        public List<float> Values { get; } = [];

        public List<string> Labels { get; } = [];

        public void Add((string Text, int Number) line)
        {
            var cells = start.Cells.Take(line.Text, line.Number);
            if (cells.Count != start.Columns.Count)
                throw cells.Refuse(
                    $"it has {cells.Count} cells, the lines before it have {start.Columns.Count}"
                );
            foreach (var column in _features)
                Values.Add(cells.Value(column) ?? throw cells.NoNumber(column, start.Columns.Called(column)));
            foreach (var column in start.Columns.Labels)
                Labels.Add(
                    cells.Text(column) is { Length: > 0 } label
                        ? label
                        : throw cells.Refuse(
                            start.Columns.Labels.Length == 1
                                ? "its label is empty"
                                : $"its column {start.Columns.Called(column)} is empty"
                        )
                );
        }
    }
}

/// <summary>What a study says of a table.</summary>
/// <param name="Label">The name or number of the label column, or of several with commas between them; empty for what is usual.</param>
/// <param name="Ignore">Columns to leave out, with commas between them.</param>
/// <param name="HasHeader">Whether the first line names the columns; null to guess.</param>
/// <param name="Separator">What stands between cells; null to guess.</param>
internal sealed record CsvSettings(string Label, string Ignore, bool? HasHeader, char? Separator)
{
    /// <summary>The columns that are left out.</summary>
    public string[] Ignored =>
        Ignore.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
