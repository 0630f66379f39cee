using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;

namespace Slimfront.Engine.Tasks.Classification;

/// <summary>The labels of examples as numbers from 0, and what the classes are called.</summary>
/// <remarks>
/// The same rules for every data set. The classes are those of the first part, which trains. Where all its labels are
/// numbers, equal numbers are one class ("1" and "1.0") and classes rise with them; else they stand in ordinal order of
/// the words. No other part has a class of its own, and a class of one example is none: it could not be learnt and measured.
/// </remarks>
/// <param name="Names">By number: as written, the shortest way where there are several.</param>
/// <param name="Numbers">Of all examples, part after part.</param>
internal sealed record Classes(ImmutableArray<string> Names, int[] Numbers)
{
    private const string Quantity = "to predict numbers, set 'data.task' to regression.";

    // What stands where a number is missing.
    private static readonly ImmutableArray<string> Missing = ["NaN", "NA", "N/A", "null", "None", "?"];

    /// <summary>Numbers the labels of parts.</summary>
    /// <param name="parts">Training first.</param>
    /// <param name="hint">What may be wrong where a class has one example, as the end of a sentence.</param>
    /// <param name="areWords">Whether labels are names even where all are numbers.</param>
    /// <exception cref="UserErrorException">A class has one example, or no training example, or is a missing value.</exception>
    public static Classes Of(IReadOnlyList<TargetPart> parts, string hint, bool areWords)
    {
        var counts = parts[0].Texts.CountBy(l => l, StringComparer.Ordinal).ToArray();
        var key = areWords ? Word : KeyOf(parts[0], [.. counts.Select(c => c.Key)]);
        var classes = counts
            .GroupBy(c => key(c.Key)!, StringComparer.Ordinal)
            .Select(g => (g.Key, Name: Shortest(g.Select(c => c.Key)), Count: g.Sum(c => c.Value)))
            .OrderBy(c => key == Word ? 0 : double.Parse(c.Key, CultureInfo.InvariantCulture))
            .ThenBy(c => c.Key, StringComparer.Ordinal)
            .ToArray();
        string[] single = [.. classes.Where(c => c.Count == 1).Select(c => c.Name)];
        if (single.Length > 0)
            throw new UserErrorException(
                $"{parts[0].Place} has {classes.Length} different labels, and {Spelling.Listed(single)} {(single.Length == 1 ? "stands" : "stand")} in one {parts[0].Example} only; "
                    + (IsQuantity(classes.Length, single.Length, key) ? Quantity : hint)
            );
        var numbers = classes.Select((c, n) => (c.Key, n)).ToDictionary(StringComparer.Ordinal);
        var labels = parts.SelectMany(p => Numbered(p, numbers, key, [.. classes.Select(c => c.Name)]));
        return new([.. classes.Select(c => c.Name)], [.. labels]);
    }

    /// <summary>Better names of classes whose labels are numbers.</summary>
    /// <param name="meanings">By label from 0; classes beyond keep their number.</param>
    public ImmutableArray<string> Called(IReadOnlyList<string> meanings) =>
        [
            .. Names.Select(n =>
                int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var label)
                && label < meanings.Count
                    ? meanings[label]
                    : n
            ),
        ];

    private static int[] Numbered(
        TargetPart part,
        Dictionary<string, int> numbers,
        Func<string, string?> key,
        string[] known
    )
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var labels = new int[part.Texts.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            var label = part.Texts[i];
            if (!seen.TryGetValue(label, out labels[i]))
                seen.Add(
                    label,
                    labels[i] =
                        key(label) is { } k && numbers.TryGetValue(k, out var number)
                            ? number
                            : throw new UserErrorException(
                                $"{part.Place} has the label '{label}', which no training {part.Example} has; known: {Spelling.Listed(known)}."
                            )
                );
        }
        return labels;
    }

    // What makes labels equal.
    private static Func<string, string?> KeyOf(TargetPart part, string[] labels)
    {
        if (Array.TrueForAll(labels, l => Exact(l) is not null))
            return Exact;
        string[] words = [.. labels.Where(l => Real(l) is null)];
        if (words.Length == 0)
            return Real;
        return
            labels.Length - words.Length > 1
            && Array.TrueForAll(words, w => Missing.Contains(w, StringComparer.OrdinalIgnoreCase))
            ? throw new UserErrorException(
                $"{part.Place} has the label '{words[0]}' among numbers: a missing value is no class."
            )
            : Word;
    }

    // Numbers that hardly ever repeat are measured, not counted.
    private static bool IsQuantity(int classes, int single, Func<string, string?> key) =>
        key != Word && single > classes / 2;

    private static string? Word(string label) => label;

    // Long whole numbers differ in digits that a double does not have.
    private static string? Exact(string label) =>
        decimal.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G29", CultureInfo.InvariantCulture)
            : null;

    private static string? Real(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : null;

    private static string Shortest(IEnumerable<string> spellings) =>
        spellings.OrderBy(s => s.Length).ThenBy(s => s, StringComparer.Ordinal).First();
}
