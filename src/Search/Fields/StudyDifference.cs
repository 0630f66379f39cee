using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>What two requests differ in, for people.</summary>
/// <param name="Key">Where: "budget.trials".</param>
/// <param name="There">What the one says.</param>
/// <param name="Here">What the other says.</param>
public sealed record StudyDifference(string Key, string There, string Here)
{
    /// <summary>Everything in which two requests differ that studies depend on, in ordinal order.</summary>
    public static IEnumerable<StudyDifference> Between(StudySpec there, StudySpec here)
    {
        ArgumentNullException.ThrowIfNull(there);
        ArgumentNullException.ThrowIfNull(here);
        var (left, right) = (Lines(there), Lines(here));
        return left
            .Keys.Union(right.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Where(k => left.GetValueOrDefault(k) != right.GetValueOrDefault(k))
            .Select(k => new StudyDifference(k, Shown(left, k), Shown(right, k)));
    }

    private static string Shown(Dictionary<string, string> lines, string key) =>
        lines.GetValueOrDefault(key, "not set");

    private static Dictionary<string, string> Lines(StudySpec spec)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["data (what was found there)"] = Found(spec.Data),
        };
        if (spec.Teacher is { } teacher)
            lines["teacher.file (what was found there)"] = teacher.Artifact.Short;
        foreach (var (path, value) in spec.Settings)
            lines[path] = $"{value}";
        foreach (
            var (key, text) in StudyFields.All.Where(f => !f.IsAfterwards).SelectMany(f => f.Lines(spec))
        )
            lines[key] = text;
        return lines;
    }

    private static string Found(DataInfo? data) =>
        data is null
            ? "unknown"
            : $"{data.Name} {data.Fingerprint[..Math.Min(12, data.Fingerprint.Length)]} "
                + $"({data.Train}/{data.Validation}/{data.Test})";
}
