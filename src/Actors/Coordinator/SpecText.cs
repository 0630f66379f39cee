using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>A request as lines of text, by which two are compared.</summary>
public static class SpecText
{
    /// <summary>The first thing in which two requests differ: "budget.trials is 24 there and 48 here"; null where equal.</summary>
    public static string? Difference(StudySpec there, StudySpec here) =>
        Differences(there, here)
            .Select(d => $"'{d.Key}' is {d.There} there and {d.Here} here")
            .FirstOrDefault();

    /// <summary>Everything in which two requests differ.</summary>
    public static IEnumerable<(string Key, string There, string Here)> Differences(
        StudySpec there,
        StudySpec here
    )
    {
        var left = Lines(there);
        var right = Lines(here);
        return left
            .Keys.Union(right.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Where(k => left.GetValueOrDefault(k) != right.GetValueOrDefault(k))
            .Select(k => (k, Shown(left, k), Shown(right, k)));
    }

    private static string Shown(ImmutableSortedDictionary<string, string> lines, string key) =>
        lines.TryGetValue(key, out var text) ? text : "not set";

    private static ImmutableSortedDictionary<string, string> Lines(StudySpec spec)
    {
        var lines = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        lines["name"] = spec.Name;
        lines["seed"] = $"{spec.Seed}";
        lines["objectives"] = string.Join(", ", spec.Objectives.Select(o => o.Key));
        foreach (var limit in spec.Limits)
            lines[$"limits.{limit.Objective}"] = $"{limit.Bound:R}";
        lines["budget.trials"] = $"{spec.Budget.Trials}";
        lines["budget.time"] = spec.Budget.Time is { } time ? $"{time}" : "unlimited";
        Add(lines, spec.Budget);
        lines["lag"] = spec.Lag is { } lag ? $"{lag}" : "none";
        lines["in-flight"] = $"{spec.InFlight}";
        lines["priority"] = $"{spec.Priority}";
        lines["requires"] = spec.Requires.IsEmpty ? "nothing" : $"{spec.Requires}";
        lines["baselines"] = $"{spec.Baselines}";
        for (var i = 0; i < spec.WarmStart.Length; i++)
            lines[$"warm-start.{i}"] = $"{spec.WarmStart[i]}";
        foreach (var (path, restriction) in spec.Restrictions)
            lines[$"space.{path}"] = Text(restriction);
        Add(lines, "", spec.Sampler);
        Add(lines, "", spec.Scheduler);
        Add(lines, "", spec.Settings);
        lines["attempts.tries"] = $"{spec.Attempts.Tries}";
        lines["attempts.time"] = spec.Attempts.Time is { } limited ? $"{limited}" : "unlimited";
        lines["attempts.memory"] = spec.Attempts.MemoryBytes is { } bytes ? $"{bytes} bytes" : "unlimited";
        lines["data (what was found there)"] = spec.Data is { } data
            ? $"{data.Name} {data.Fingerprint[..Math.Min(12, data.Fingerprint.Length)]} "
                + $"({data.Train}/{data.Validation}/{data.Test})"
            : "unknown";
        return lines.ToImmutable();
    }

    private static void Add(ImmutableSortedDictionary<string, string>.Builder lines, Budget budget)
    {
        lines["budget.finished"] = budget.Finished is { } finished ? $"{finished}" : "unlimited";
        lines["budget.device-time"] = budget.DeviceTime is { } time ? $"{time}" : "unlimited";
        lines["budget.hypervolume"] = budget.Hypervolume is { } share ? $"{share:R}" : "no target";
        foreach (var corner in budget.Reference)
            lines[$"budget.reference.{corner.Objective}"] = $"{corner.Bound:R}";
        lines["budget.patience"] = budget.Patience is { } patience ? $"{patience}" : "unlimited";
        lines["budget.failure-rate"] = budget.FailureRate is { } rate ? $"{rate:R}" : "unlimited";
        lines["budget.failure-minimum"] = $"{budget.FailureMinimum}";
    }

    private static void Add(
        ImmutableSortedDictionary<string, string>.Builder lines,
        string prefix,
        Configuration values
    )
    {
        foreach (var (path, value) in values)
            lines[prefix + path] = $"{value}";
    }

    private static string Text(Restriction restriction) =>
        restriction switch
        {
            Restriction.Between r => $"{r.Low:R} to {r.High:R}",
            Restriction.OneOf r => string.Join(" | ", r.Values),
            _ => throw new ArgumentOutOfRangeException(
                nameof(restriction),
                restriction,
                "Unknown restriction."
            ),
        };
}
