using System.Globalization;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>What the first lines of a table tell: the separator, whether there is a header, what the columns are.</summary>
/// <param name="Cells">Cuts lines.</param>
/// <param name="Columns">The columns.</param>
/// <param name="HasHeader">Whether the first line names them.</param>
internal sealed record CsvStart(CsvLine Cells, CsvColumns Columns, bool HasHeader)
{
    // A semicolon or a tab is hardly ever anything else; a comma may be, and a space often is.
    private const string Candidates = "\t;|, ";
    private const char Mark = '#';

    /// <summary>Looks at the first lines.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="lines">The first few that are not blank.</param>
    /// <param name="wanted">What a study says.</param>
    /// <param name="like">The file with the training rows; null for that file itself.</param>
    public static CsvStart Of(
        string path,
        IReadOnlyList<(string Text, int Number)> lines,
        CsvSettings wanted,
        CsvFile? like
    )
    {
        var (text, number) = lines[0];
        // NumPy writes a header behind this mark.
        var isMarked = text.StartsWith(Mark) && wanted.HasHeader != false;
        var telling = isMarked && lines.Count > 1 ? lines[1] : lines[0];
        var cells = new CsvLine(path, wanted.Separator ?? Guess(path, telling.Text, telling.Number));
        var counts = lines.Skip(1).Select(l => cells.Take(l.Text, l.Number).Count).ToArray();
        cells.Take(isMarked ? text.TrimStart(Mark, ' ') : text, number);
        Compare(cells, counts, isMarked ? lines.ElementAtOrDefault(1).Number : 0, lines);
        if (cells.Count < 2)
            throw cells.Refuse("it has one column; there must be numbers and a label");
        if (like is not null)
            return Like(path, cells, wanted, like);
        var isHeader = wanted.HasHeader ?? (isMarked || IsHeader(cells, wanted));
        var columns = CsvColumns.Of(path, cells.Count, isHeader ? [.. cells.Texts] : [], wanted);
        return new(cells, columns, isHeader);
    }

    // The test rows have the columns of the training rows, and the same header or none.
    private static CsvStart Like(string path, CsvLine first, CsvSettings wanted, CsvFile like)
    {
        var columns = like.Columns;
        if (first.Count != columns.Count)
            throw Refuse($"it has {first.Count} columns instead of {columns.Count}");
        string[] names = first.Texts;
        var isSame = names.SequenceEqual(columns.Names, StringComparer.Ordinal);
        var isHeader = wanted.HasHeader ?? (isSame || columns.Features.All(c => first.Value(c) is null));
        if (isHeader && !isSame && !columns.Names.IsEmpty)
            throw Refuse("its columns are called otherwise");
        return new(first, columns, isHeader);

        UserErrorException Refuse(string reason) =>
            new($"'{path}' does not go with '{like.Path}': {reason}.");
    }

    private static char Guess(string path, string line, int number)
    {
        foreach (var candidate in Candidates)
            if (line.Contains(candidate, StringComparison.Ordinal))
                return candidate;
        throw new CsvLine(path, ',')
            .Take(line, number)
            .Refuse("no separator is in it; there must be numbers and a label");
    }

    // Where the first line differs from the next two, it is a title or a comment.
    private static void Compare(
        CsvLine first,
        int[] counts,
        int marked,
        IReadOnlyList<(string Text, int Number)> lines
    )
    {
        if (counts.Length == 0 || counts.Contains(first.Count))
            return;
        throw first.Refuse(
            marked > 0
                ? $"it begins with '{Mark}' but is no header: it has {first.Count} cells and line {marked} has {counts[0]}; comments are not read"
                : $"it has {first.Count} cells and line {lines[1].Number} has {counts[0]}; the first line must be the header or a row"
        );
    }

    // Words name columns and numbers are data; both together may be either.
    private static bool IsHeader(CsvLine first, CsvSettings wanted)
    {
        string[] named = [.. wanted.Ignored, wanted.Label];
        if (named.Any(n => n.Length > 0 && Place(n) is null))
            return true;
        var apart = named.Select(Place).Append(wanted.Label.Length == 0 ? first.Count - 1 : null).ToArray();
        int[] columns = [.. Enumerable.Range(0, first.Count).Where(c => !apart.Contains(c))];
        int[] words = [.. columns.Where(c => first.Value(c) is null)];
        if (words.Length == 0)
            return Counts(first, 0)
                ? throw first.Refuse(
                    "it counts the columns: is it a header? 'data.csv.header' says so (on, off)"
                )
                : false;
        return
            words.Length == columns.Length
            || first.Texts.Contains("label", StringComparer.OrdinalIgnoreCase)
            || (first.Text(0).Length == 0 && Counts(first, 1))
            ? true
            : throw first.NoNumber(
                words[0],
                $"{words[0] + 1}",
                "; if the line is a header, set 'data.csv.header' to on"
            );
    }

    private static int? Place(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n - 1 : null;

    // Whether cells are 0, 1, 2… or 1, 2, 3…, as pandas calls columns without names.
    private static bool Counts(CsvLine first, int from)
    {
        if (first.Count - from < 3 || first.Value(from) is not (0 or 1))
            return false;
        var start = first.Value(from) - from;
        return Enumerable.Range(from, first.Count - from).All(c => first.Value(c) == start + c);
    }
}
