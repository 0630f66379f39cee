using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Tasks;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>A table of numbers with a column of labels.</summary>
/// <remarks>
/// The label column is the one called "label", else the last; a regression may have several, with commas between their names.
/// One file is split 60 : 20 : 20; where a second one holds the test rows, one twelfth of the first is the validation split.
/// Splits keep each class in proportion.
/// </remarks>
/// <param name="settings">The technique's parameters.</param>
public sealed class Csv(Configuration settings) : IDataSource, IDescribed<IDataSource>
{
    private const string Guess = "guess";

    private static readonly ImmutableArray<(string Name, char Character)> Separators =
    [
        ("comma", ','),
        ("semicolon", ';'),
        ("tab", '\t'),
        ("space", ' '),
        ("bar", '|'),
    ];

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "csv",
            "RFC 4180",
            "A text file of numbers with a label column, packed with gzip or not.",
            [
                new Parameter.Text("path", IsPath: true),
                new Parameter.Text("test", IsPath: true),
                new Parameter.Text("label"),
                new Parameter.Text("ignore"),
                new Parameter.Choice("header", Guess, "on", "off"),
                new Parameter.Choice(
                    "separator",
                    [new(Guess), .. Separators.Select(s => new Option(s.Name))]
                ),
                new Parameter.Text("shape"),
            ],
            c => new Csv(c)
        );

    private string Path { get; } = Idx.Required(settings, "csv");

    /// <inheritdoc/>
    public SourceData Load()
    {
        var wanted = new CsvSettings(
            settings.Text("label"),
            settings.Text("ignore", ""),
            settings.Text("header") == Guess ? null : settings.Text("header") == "on",
            Separators
                .Where(s => s.Name == settings.Text("separator"))
                .Select(s => (char?)s.Character)
                .SingleOrDefault()
        );
        var first = CsvFile.Read(Path, wanted);
        var test = settings.Text("test") is { Length: > 0 } path ? CsvFile.Read(path, wanted, first) : null;
        CsvFile[] files = test is null ? [first] : [first, test];
        var columns = first.Columns;
        return new(
            Name(Path),
            Shape(columns.Features.Count()),
            files.SelectMany(f => f.Values).ToArray(),
            [.. files.Select(f => new TargetPart($"'{f.Path}'", "row", f.Labels, columns.Labels.Length))]
        )
        {
            Hints = new()
            {
                Columns = [.. columns.Labels.Select(columns.Name)],
                Lonely =
                    "is the label column, or the header, another one ('data.csv.label', 'data.csv.header')?",
            },
            Reading = Reading(first),
            Doubts = targets => CsvIndex.Check(first, targets.Groups.Span),
        };
    }

    private static string Reading(CsvFile file)
    {
        var columns = file.Columns;
        var ignored = columns.Ignored.Order().Select(columns.Called);
        return $"{(columns.Names.IsEmpty ? "no header" : "header")}, separator {Separators.First(s => s.Character == file.Start.Cells.Separator).Name}, "
            + (
                columns.Labels is [var label]
                    ? $"label column {columns.Called(label)} ({(label == columns.Count - 1 ? "the last" : $"{label + 1}")} of {columns.Count})"
                    : $"label columns {string.Join(", ", columns.Labels.Select(columns.Called))} of {columns.Count}"
            )
            + (columns.Ignored.IsEmpty ? "" : $", left out {string.Join(", ", ignored)}");
    }

    private ImmutableArray<int> Shape(int features)
    {
        if (settings.Text("shape") is not { Length: > 0 } shape)
            return [features];
        var sizes = shape.Split(['x', '×'], StringSplitOptions.TrimEntries);
        if (
            sizes.Length > 3
            || !Array.TrueForAll(
                sizes,
                s => int.TryParse(s, CultureInfo.InvariantCulture, out var n) && n > 0
            )
        )
            throw new UserErrorException(
                $"'data.csv.shape' is '{shape}'; it may be CHANNELSxHEIGHTxWIDTH, HEIGHTxWIDTH or empty."
            );
        int[] numbers = [.. sizes.Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
        if (numbers.Aggregate((Int128)1, (product, n) => product * n) != features)
            throw new UserErrorException(
                $"'data.csv.shape' is '{shape}', but '{Path}' has {features} columns of numbers."
            );
        return numbers.Length == 2 ? [1, .. numbers] : [.. numbers];
    }

    private static string Name(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.Contains('.', StringComparison.Ordinal)
            ? name[..name.IndexOf('.', StringComparison.Ordinal)]
            : name;
    }
}
