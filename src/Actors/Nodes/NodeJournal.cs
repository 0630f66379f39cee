using Slimfront.Actors.Journal;

namespace Slimfront.Actors.Nodes;

/// <summary>What a node keeps of its cluster's studies.</summary>
/// <param name="File">The journal, where it is a file.</param>
/// <param name="Presence">Where active coordinators show; null where nobody could look.</param>
/// <param name="Progress">Where what slots say is kept.</param>
internal sealed record NodeJournal(JournalFile? File, PostgresPresence? Presence, ProgressTable Progress)
{
    /// <summary>Opens the journal; null on a node that has none.</summary>
    /// <param name="options">The node.</param>
    /// <param name="owned">Closes it.</param>
    public static async Task<NodeJournal?> OpenAsync(NodeOptions options, Ownership owned)
    {
        if (options.Journal is not { } target)
            return null;
        var file = target is JournalTarget.Sqlite sqlite ? owned.Own(JournalFile.Open(sqlite.File)) : null;
        var presence = target is JournalTarget.Postgres postgres
            ? owned.OwnAsync(await PresenceAsync(postgres))
            : null;
        return new(file, presence, owned.Own(new ProgressTable(target, options.Clock)));
    }

    private static async Task<PostgresPresence> PresenceAsync(JournalTarget.Postgres postgres)
    {
        await PostgresJournal.PrepareAsync(postgres.ConnectionString);
        return new(postgres.ConnectionString);
    }
}
