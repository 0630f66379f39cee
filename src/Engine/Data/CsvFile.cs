using System.Globalization;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>A table of numbers with a column of labels, as text, packed with gzip or not.</summary>
/// <remarks>RFC 4180, but a cell never spans lines; cells may be quoted, with quotes in them doubled.</remarks>
/// <param name="Columns">The number of columns, that of the labels included.</param>
/// <param name="Names">Of the columns; none where there is no header.</param>
/// <param name="Values">All numbers but the labels, row by row.</param>
/// <param name="Labels">Of each row, as written.</param>
internal sealed record CsvFile(
    int Columns,
    IReadOnlyList<string> Names,
    ReadOnlyMemory<float> Values,
    IReadOnlyList<string> Labels
)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The label column's name; empty for the last column.</param>
    /// <param name="hasHeader">Whether the first line names the columns; null to guess.</param>
    /// <param name="separator">What stands between cells; null to guess.</param>
    /// <exception cref="UserErrorException">It cannot be read, or a line of it cannot be understood.</exception>
    public static CsvFile Read(string path, string label, bool? hasHeader, char? separator)
    {
        using var text = new StreamReader(new MemoryStream(PackedFile.Read(path)));
        var reader = new Reader(path);
        for (var number = 1; text.ReadLine() is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line))
                reader.Take(line, number, label, hasHeader, separator);
        return reader.Labels.Count > 0
            ? new(reader.Columns, reader.Names, reader.Values.ToArray(), reader.Labels)
            : throw new UserErrorException($"'{path}' has no rows.");
    }

    private sealed class Reader(string path)
    {
        private readonly List<Range> _cells = [];
        private char _separator;
        private int _label;

        public string[] Names { get; private set; } = [];

        public List<float> Values { get; } = [];

        public List<string> Labels { get; } = [];

        public int Columns { get; private set; }

        public void Take(string line, int number, string label, bool? hasHeader, char? separator)
        {
            if (Columns == 0)
            {
                _separator = separator ?? Guess(line, number);
                Split(line, number);
                Columns = _cells.Count;
                if (Columns < 2)
                    throw Refuse(number, "it has one column; there must be numbers and a label");
                if (hasHeader ?? (label.Length > 0 || IsHeader(line)))
                    Names = [.. _cells.Select(c => Text(line, c))];
                _label = LabelColumn(label);
                if (Names.Length > 0)
                    return;
            }
            else
                Split(line, number);
            if (_cells.Count != Columns)
                throw Refuse(number, $"it has {_cells.Count} cells, the lines before it have {Columns}");
            for (var column = 0; column < Columns; column++)
                if (column != _label)
                    Values.Add(Number(line.AsSpan()[_cells[column]], column, number));
            Labels.Add(
                Text(line, _cells[_label]) is { Length: > 0 } text
                    ? text
                    : throw Refuse(number, "its label is empty")
            );
        }

        // A line of numbers, but for the last cell, is data: that one may be a label in words.
        private bool IsHeader(string line) =>
            !_cells.SkipLast(1).Any(c => TryNumber(line.AsSpan()[c], out _));

        private int LabelColumn(string label)
        {
            if (label.Length == 0)
                return Columns - 1;
            if (Names.Length == 0)
                throw new UserErrorException(
                    $"'data.csv.label' is '{label}', but the columns of '{path}' have no names; without it the last column is the label."
                );
            return Names.Count(n => n == label) switch
            {
                1 => Array.IndexOf(Names, label),
                0 => throw new UserErrorException(
                    $"'{path}' has no column '{label}'.{Spelling.Hint(label, Names)} Columns: {string.Join(", ", Names.Take(20))}{(Names.Length > 20 ? "…" : "")}."
                ),
                _ => throw new UserErrorException($"'{path}' has several columns '{label}'."),
            };
        }

        // A semicolon or a tab is hardly ever anything else; a comma may be, and a space often is.
        private char Guess(string line, int number)
        {
            foreach (var candidate in "\t;|, ")
                if (line.Contains(candidate, StringComparison.Ordinal))
                    return candidate;
            throw Refuse(number, "no separator is in it; there must be numbers and a label");
        }

        private void Split(string line, int number)
        {
            _cells.Clear();
            for (var start = 0; start <= line.Length; )
            {
                var end = start;
                if (start < line.Length && line[start] == '"')
                    end = Closing(line, start, number);
                var next = line.IndexOf(_separator, end);
                end = next < 0 ? line.Length : next;
                // Between words, several spaces are one.
                if (_separator != ' ' || end > start)
                    _cells.Add(start..end);
                start = end + 1;
            }
        }

        private int Closing(string line, int start, int number)
        {
            for (var i = start + 1; i < line.Length; i++)
                if (line[i] == '"' && (i + 1 == line.Length || line[i + 1] != '"'))
                    return i;
                else if (line[i] == '"')
                    i++;
            throw Refuse(number, "a quotation mark is not closed");
        }

        private static string Text(string line, Range cell)
        {
            var text = line[cell].Trim();
            return text.Length > 1 && text[0] == '"' && text[^1] == '"'
                ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
                : text;
        }

        private float Number(ReadOnlySpan<char> cell, int column, int line) =>
            TryNumber(cell, out var number)
                ? number
                : throw Refuse(
                    line,
                    $"column {(Names.Length > 0 ? $"'{Names[column]}'" : column + 1)} is '{cell}', which is not a number"
                );

        private static bool TryNumber(ReadOnlySpan<char> cell, out float number) =>
            float.TryParse(
                cell.Trim().Trim('"'),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out number
            ) && float.IsFinite(number);

        private UserErrorException Refuse(int line, string reason) =>
            new($"'{path}', line {line}: {reason}.");
    }
}
