using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Artifacts;

/// <summary>What was removed from a store, and what is left.</summary>
/// <param name="Files">Files removed.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Left">Bytes left.</param>
public sealed record Collected(int Files, long Bytes, long Left);

/// <summary>Keeps a store within a size, without removing what is needed, in use or new.</summary>
/// <remarks>An artifact that is wanted again later is made again from its recipe, so a wrong guess costs time only.</remarks>
internal sealed class Collector(StoreLayout layout, Holds holds)
{
    /// <summary>Removes until the store has nine tenths of its limit, if it is above it.</summary>
    public Collected Collect(long limitBytes, IReadOnlySet<string> needed, DateTime before)
    {
        var entries = StoreEntry.Of(layout);
        var left = entries.Sum(e => e.Bytes);
        var (files, bytes) = (0, 0L);
        foreach (var entry in Choose(entries, limitBytes, needed, before).Where(e => Remove(e, before)))
        {
            files++;
            bytes += entry.Bytes;
        }

        return new(files, bytes, left - bytes);
    }

    /// <summary>What would be removed, in order: what is damaged, then what was not used for longest.</summary>
    public static ImmutableArray<StoreEntry> Choose(
        IReadOnlyCollection<StoreEntry> entries,
        long limitBytes,
        IReadOnlySet<string> needed,
        DateTime before
    )
    {
        var left = entries.Sum(e => e.Bytes);
        if (left <= limitBytes)
            return [];
        var chosen = ImmutableArray.CreateBuilder<StoreEntry>();
        foreach (
            var entry in entries
                .Where(e => e.Kind is StoreEntryKind.Damaged || !needed.Contains(e.Name))
                .Where(e => e.LastUsed < before)
                .OrderBy(e => e.Kind is not StoreEntryKind.Damaged)
                .ThenBy(e => e.LastUsed)
                .ThenBy(e => e.Name, StringComparer.Ordinal)
        )
        {
            if (left <= limitBytes - limitBytes / 10)
                break;
            chosen.Add(entry);
            left -= entry.Bytes;
        }

        return chosen.ToImmutable();
    }

    private bool Remove(StoreEntry entry, DateTime before) =>
        entry.Kind is StoreEntryKind.Artifact
            ? holds.UnlessHeld(new ArtifactId(entry.Name), () => Delete(entry, before))
            : Delete(entry, before);

    // Somebody may have used it since the store was looked through.
    private static bool Delete(StoreEntry entry, DateTime before)
    {
        try
        {
            if (File.GetLastWriteTimeUtc(entry.Path) >= before)
                return false;
            File.Delete(entry.Path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
