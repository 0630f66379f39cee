using System.Globalization;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>A line of a table, cut into cells.</summary>
/// <remarks>RFC 4180, but a cell never spans lines; cells may be quoted, with quotes in them doubled.</remarks>
/// <param name="path">The file, for messages.</param>
/// <param name="separator">What stands between cells.</param>
internal sealed class CsvLine(string path, char separator)
{
    private readonly List<Range> _cells = [];
    private string _text = "";

    /// <summary>What stands between cells.</summary>
    public char Separator => separator;

    /// <summary>The line's number, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The number of cells.</summary>
    public int Count => _cells.Count;

    /// <summary>The text of all cells.</summary>
    public string[] Texts => [.. Enumerable.Range(0, Count).Select(Text)];

    /// <summary>Takes another line in the place of this one.</summary>
    /// <exception cref="UserErrorException">A quotation mark is not closed.</exception>
    public CsvLine Take(string text, int number)
    {
        (_text, Number) = (text, number);
        _cells.Clear();
        for (var start = 0; start <= text.Length; )
        {
            var end = start < text.Length && text[start] == '"' ? Closing(start) : start;
            var next = text.IndexOf(separator, end);
            end = next < 0 ? text.Length : next;
            // Between words, several spaces are one.
            if (separator != ' ' || end > start)
                _cells.Add(start..end);
            start = end + 1;
        }
        return this;
    }

    /// <summary>A cell without quotation marks and spaces around it.</summary>
    public string Text(int column)
    {
        var text = _text[_cells[column]].Trim();
        return text.Length > 1 && text[0] == '"' && text[^1] == '"'
            ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
            : text;
    }

    /// <summary>The number in a cell; null where there is none that is finite.</summary>
    public float? Value(int column) => Parsed(_text.AsSpan()[_cells[column]]);

    /// <summary>The error that this line is wrong.</summary>
    public UserErrorException Refuse(string reason) => new($"'{path}', line {Number}: {reason}.");

    /// <summary>The error that a cell holds no number, with what may help where it holds a word.</summary>
    /// <param name="column">The cell.</param>
    /// <param name="called">Its column for people.</param>
    /// <param name="hint">What else may help.</param>
    public UserErrorException NoNumber(int column, string called, string hint = "")
    {
        var cell = _text[_cells[column]];
        var isWord = cell.Any(char.IsLetter) && Value(column) is null && !IsNotFinite(cell);
        if (IsTooLarge(cell))
            return Refuse($"column {called} is '{cell}', which is too large; numbers go to 3.4e38");
        if (
            cell.Any(IsDigitSeparator)
            && Parsed(string.Concat(cell.Where(c => !IsDigitSeparator(c)))) is not null
        )
            return Refuse(
                $"column {called} is '{cell}', which is not a number; decimals take a point, thousands nothing"
            );
        return Refuse(
            $"column {called} is '{cell}', which is not a number"
                + hint
                + (
                    isWord
                        ? "; 'data.csv.label' names the label column, 'data.csv.ignore' columns to leave out"
                        : ""
                )
        );
    }

    private static float? Parsed(ReadOnlySpan<char> cell) =>
        float.TryParse(
            cell.Trim().Trim('"'),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        ) && float.IsFinite(number)
            ? number
            : null;

    private static bool IsTooLarge(string cell) =>
        double.TryParse(
            cell.Trim().Trim('"'),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        )
        && double.IsFinite(number)
        && !float.IsFinite((float)number);

    // What stands in numbers of other countries, beside the point.
    private static bool IsDigitSeparator(char c) => c is ',' or '\'' or '\u2019' or '\u00a0' or '\u202f';

    private static bool IsNotFinite(string cell) =>
        double.TryParse(cell.Trim().Trim('"'), CultureInfo.InvariantCulture, out _);

    private int Closing(int start)
    {
        for (var i = start + 1; i < _text.Length; i++)
            if (_text[i] == '"' && (i + 1 == _text.Length || _text[i + 1] != '"'))
                return i;
            else if (_text[i] == '"')
                i++;
        throw Refuse("a quotation mark is not closed");
    }
}
