namespace Slimfront.Search;

/// <summary>Helps people who mistyped a name.</summary>
public static class Spelling
{
    private const int MostShown = 10;
    private const int NearShown = 5;

    /// <summary>" Did you mean 'x'?" for the known name nearest to what was written; empty where none is near enough.</summary>
    public static string Hint(string written, IEnumerable<string> known)
    {
        var (name, distance) = known
            .Select(k => (Name: k, Distance: Distance(written, k)))
            .OrderBy(p => p.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        return distance <= Math.Max(2, written.Length / 3) ? $" Did you mean '{name}'?" : "";
    }

    /// <summary>What there is: "Known: a, b." where that is little, else the names nearest to what was written.</summary>
    /// <remarks>Of names with dots, also those count as near whose last word is.</remarks>
    public static string Known(string written, IReadOnlyCollection<string> known)
    {
        if (known.Count <= MostShown)
            return $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
        var near = known
            .OrderBy(k => Math.Min(Distance(written, k), 1 + Distance(Last(written), Last(k))))
            .ThenBy(k => k, StringComparer.Ordinal)
            .Take(NearShown);
        return $"Near it: {string.Join(", ", near)} (of {known.Count}; docs/reference.md lists all).";
    }

    /// <summary>Names side by side in quotation marks, the first few of many.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NearShown).Select(n => $"'{n}'"))
        + (names.Count > NearShown ? $" and {names.Count - NearShown} more" : "");

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    /// <summary>The fewest insertions, deletions and replacements of a character that turn one text into the other.</summary>
    /// <remarks>Levenshtein (1966), by rows (Wagner and Fischer, 1974).</remarks>
    public static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, replaced);
            }
        }

        return row[^1];
    }
}
