using System.Collections.Immutable;
using Slimfront.Actors.Feeds;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>Why nothing of a study runs, where no slot of its cluster may work for it.</summary>
public static class Waiting
{
    /// <summary>One line; null where there is such a slot.</summary>
    /// <param name="slots">The cluster's slots now.</param>
    /// <param name="requires">The labels that the study asks of its slots.</param>
    public static string? Reason(ImmutableArray<SlotView> slots, Labels requires)
    {
        ArgumentNullException.ThrowIfNull(requires);
        if (slots.IsEmpty)
            return ForAnySlot;
        if (slots.Any(s => Labels.ParseOrNone(s.Labels).Include(requires)))
            return null;
        var known = slots.Select(s => s.Labels).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal);
        return $"waits for a worker with the labels {requires}, which the study requires (there are: {Listed(known)})";
    }

    /// <summary>Where there is no slot at all.</summary>
    public const string ForAnySlot = "waits for a worker: the cluster has none";

    private static string Listed(IEnumerable<string> labels) =>
        string.Join("; ", labels.Order(StringComparer.Ordinal)) is { Length: > 0 } some ? some : "none";
}
