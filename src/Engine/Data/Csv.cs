using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>A table of numbers with a column of labels.</summary>
/// <remarks>
/// Labels may be words or numbers: classes are numbered in rising order of the numbers, else in ordinal order of the words.
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
    public DataSet Load()
    {
        var first = Read(Path);
        var test = settings.Text("test") is { Length: > 0 } path ? Read(path) : null;
        if (test is not null && test.Columns != first.Columns)
            throw Refuse($"it has {test.Columns} columns instead of {first.Columns}");
        if (
            test is { Names.Count: > 0 }
            && first.Names.Count > 0
            && !test.Names.SequenceEqual(first.Names, StringComparer.Ordinal)
        )
            throw Refuse("its columns are called otherwise");
        var classes = Classes(first.Labels);
        int[] labels =
        [
            .. first.Labels.Select(l => classes[l]),
            .. test?.Labels.Select(l => Known(classes, l)) ?? [],
        ];
        return new(
            Name(Path),
            Shape(first.Columns - 1),
            test is null ? first.Values : (float[])[.. first.Values.Span, .. test.Values.Span],
            labels,
            Split.Of(
                labels,
                test is null ? [labels.Length] : [first.Labels.Count, test.Labels.Count],
                Split.UsualValidation
            )
        );
    }

    private CsvFile Read(string path) =>
        CsvFile.Read(
            path,
            settings.Text("label"),
            settings.Text("header") == Guess ? null : settings.Text("header") == "on",
            Separators
                .Where(s => s.Name == settings.Text("separator"))
                .Select(s => (char?)s.Character)
                .SingleOrDefault()
        );

    // The class of every label. A class of one row cannot be learnt and measured: it is a misread header or a number
    // that is no class, so it is refused.
    private Dictionary<string, int> Classes(IReadOnlyList<string> labels)
    {
        var counts = labels.CountBy(l => l, StringComparer.Ordinal).ToArray();
        if (counts.FirstOrDefault(c => c.Value == 1) is { Key: { } single })
            throw new UserErrorException(
                $"'{Path}' has {counts.Length} different labels, and '{single}' stands in one row only; is the label column, or the header, another one ('data.csv.label', 'data.csv.header')?"
            );
        string[] names = [.. counts.Select(c => c.Key).Order(StringComparer.Ordinal)];
        var numbers = names.Select(Number).ToArray();
        if (Array.TrueForAll(numbers, n => n is not null))
            Array.Sort(numbers, names);
        return names.Select((name, index) => (name, index)).ToDictionary(StringComparer.Ordinal);
    }

    private int Known(Dictionary<string, int> classes, string label) =>
        classes.TryGetValue(label, out var index)
            ? index
            : throw Refuse($"it has the label '{label}', which no training row has");

    private UserErrorException Refuse(string reason) =>
        new($"'{settings.Text("test")}' does not go with '{Path}': {reason}.");

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
                $"'data.csv.shape' is '{shape}', but '{Path}' has {features} columns beside the label."
            );
        return numbers.Length == 2 ? [1, .. numbers] : [.. numbers];
    }

    private static double? Number(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static string Name(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.Contains('.', StringComparison.Ordinal)
            ? name[..name.IndexOf('.', StringComparison.Ordinal)]
            : name;
    }
}
