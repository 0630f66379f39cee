using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>What the columns of a table are: their names, the label columns, those that are left out.</summary>
/// <param name="Count">Of all columns.</param>
/// <param name="Names">Of the columns; none where there is no header.</param>
/// <param name="Labels">The label columns, from 0: one, or several targets of a regression.</param>
/// <param name="Ignored">Columns that are left out, from 0.</param>
internal sealed record CsvColumns(
    int Count,
    ImmutableArray<string> Names,
    ImmutableArray<int> Labels,
    ImmutableHashSet<int> Ignored
)
{
    private const string UsualLabel = "label";
    private const int Shown = 20;

    // What label columns are called, too; but so are features.
    private static readonly ImmutableArray<string> Doubtful =
    [
        "labels",
        "class",
        "classes",
        "target",
        "targets",
    ];

    /// <summary>The columns with values, from 0.</summary>
    public IEnumerable<int> Features =>
        Enumerable.Range(0, Count).Where(c => !Labels.Contains(c) && !Ignored.Contains(c));

    /// <summary>The columns of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="names">The header's cells; none where there is no header.</param>
    /// <param name="wanted">What a study says: columns by name, or by number from 1.</param>
    /// <exception cref="UserErrorException">A column is not there, stands for two things or may be either of two.</exception>
    public static CsvColumns Of(string path, int count, ImmutableArray<string> names, CsvSettings wanted)
    {
        var ignored = wanted.Ignored.Select(i => Find(path, count, names, i, "ignore")).ToImmutableHashSet();
        if (ignored.Count + 2 > count)
            throw new UserErrorException(
                $"'data.csv.ignore' is '{wanted.Ignore}'; of the {count} columns of '{path}' it must leave a label and numbers."
            );
        ImmutableArray<int> labels =
            wanted.Label.Length > 0
                ? Wanted(path, count, names, wanted.Label)
                : [Usual(path, names, [.. Enumerable.Range(0, count).Except(ignored)])];
        if (labels.Any(ignored.Contains))
            throw new UserErrorException(
                $"'data.csv.label' and 'data.csv.ignore' both name column {labels.First(ignored.Contains) + 1} of '{path}'."
            );
        return labels.Length + ignored.Count < count
            ? new(count, names, labels, ignored)
            : throw new UserErrorException(
                $"'data.csv.label' is '{wanted.Label}'; of the {count} columns of '{path}' it must leave numbers to learn from."
            );
    }

    /// <summary>A column's name where it has one, else its number from 1.</summary>
    public string Name(int column) => IsNamed(column) ? Names[column] : $"{column + 1}";

    /// <summary>The same for people: a name in quotation marks.</summary>
    public string Called(int column) => IsNamed(column) ? $"'{Name(column)}'" : Name(column);

    private bool IsNamed(int column) => !Names.IsEmpty && Names[column].Length > 0;

    // One column, whose name may have commas in it; else the columns between commas.
    private static ImmutableArray<int> Wanted(
        string path,
        int count,
        ImmutableArray<string> names,
        string text
    )
    {
        if (names.Contains(text, StringComparer.Ordinal) || !text.Contains(',', StringComparison.Ordinal))
            return [Find(path, count, names, text, "label")];
        ImmutableArray<int> labels =
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(t => Find(path, count, names, t, "label")),
        ];
        return labels.Distinct().Count() == labels.Length
            ? labels
            : throw new UserErrorException($"'data.csv.label' is '{text}', which names a column twice.");
    }

    // Which column a text means: a name, or a number from 1 that is no name.
    private static int Find(string path, int count, ImmutableArray<string> names, string text, string key)
    {
        var places = Enumerable.Range(0, names.Length).Where(c => names[c] == text).ToArray();
        if (places.Length > 1)
            throw new UserErrorException($"'{path}' has several columns '{text}'.");
        if (places.Length == 1)
            return places[0];
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n > 0
            && n <= count
        )
            return n - 1;
        if (names.IsEmpty)
            throw new UserErrorException(
                $"'data.csv.{key}' is '{text}', but the columns of '{path}' have no names; a number from 1 to {count} says which one."
            );
        if (long.TryParse(text, CultureInfo.InvariantCulture, out _))
            throw new UserErrorException(
                $"'data.csv.{key}' is '{text}', but the columns of '{path}' count from 1 to {count}."
            );
        throw new UserErrorException(
            $"'{path}' has no column '{text}'.{Spelling.Hint(text, names)} Columns: {string.Join(", ", names.Take(Shown))}{(names.Length > Shown ? "…" : "")}."
        );
    }

    // The one called label; else the last, unless another one looks like the label as well.
    private static int Usual(string path, ImmutableArray<string> names, int[] columns)
    {
        var last = columns[^1];
        if (names.IsEmpty)
            return last;
        int[] usual = [.. columns.Where(c => IsOneOf(names[c], [UsualLabel]))];
        if (usual.Length > 1)
            throw new UserErrorException(
                $"'{path}' has several columns '{UsualLabel}'; 'data.csv.label' says by its number which one holds the classes."
            );
        if (usual.Length == 1)
            return usual[0];
        int[] doubtful = [.. columns.Where(c => IsOneOf(names[c], Doubtful))];
        return doubtful.Length == 0 || doubtful.Contains(last)
            ? last
            : throw new UserErrorException(
                $"'{path}': is '{names[doubtful[0]]}' the label column, or the last one, '{names[last]}'? 'data.csv.label' says which."
            );
    }

    private static bool IsOneOf(string name, ImmutableArray<string> words) =>
        words.Contains(name, StringComparer.OrdinalIgnoreCase);
}
