using Npgsql;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Serialization;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.History;

/// <summary>One row of the journal.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Writer">The incarnation of the coordinator that wrote it.</param>
/// <param name="At">When, by the writer's clock.</param>
/// <param name="Value">What it says.</param>
internal sealed record Entry(long Sequence, string Writer, DateTimeOffset At, object Value);

/// <summary>The journal of a PostgreSQL database, row by row, writers included.</summary>
internal sealed class Rows(string connection)
{
    // The table of Akka.Persistence.Sql, default mapping.
    private const string All = """
        SELECT sequence_number, writer_uuid, created, manifest, message FROM journal
        WHERE persistence_id = $1 AND sequence_number > $2 ORDER BY sequence_number
        """;

    /// <summary>The rows after one, in order.</summary>
    public async Task<List<Entry>> ReadAsync(long after = 0)
    {
        var entries = new List<Entry>();
        await using var db = new NpgsqlConnection(connection);
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(All, db)
        {
            Parameters =
            {
                new() { Value = CoordinatorActor.JournalId },
                new() { Value = after },
            },
        };
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            entries.Add(
                new(
                    rows.GetInt64(0),
                    rows.GetString(1),
                    new(rows.GetInt64(2), TimeSpan.Zero),
                    WireFormat.Decode(rows.GetString(3), rows.GetFieldValue<byte[]>(4))
                )
            );
        return entries;
    }
}

/// <summary>Follows a journal while it grows.</summary>
internal sealed class Follower(Rows rows)
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Study> _studies = new(StringComparer.Ordinal);

    public IReadOnlyList<Entry> Entries => _entries;

    public IReadOnlyDictionary<string, Study> Studies => _studies;

    /// <summary>Reads what is new.</summary>
    public async Task RefreshAsync()
    {
        List<Entry> fresh;
        try
        {
            fresh = await rows.ReadAsync(_entries.Count == 0 ? 0 : _entries[^1].Sequence);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return; // No coordinator has begun yet.
        }

        foreach (var entry in fresh)
        {
            _entries.Add(entry);
            if (entry.Value is Actors.Protocol.Journalled { Study: var name, Event: var e })
                _studies[name] = e is StudyEvent.Created created
                    ? Study.Begin(created)
                    : _studies[name].Apply(e);
        }
    }

    /// <summary>Waits until something is true of the journal.</summary>
    /// <exception cref="TimeoutException">It did not become true in time.</exception>
    public async Task UntilAsync(string what, TimeSpan limit, Func<Follower, bool> isTrue)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await RefreshAsync();
            if (isTrue(this))
                return;
            if (TimeProvider.System.GetElapsedTime(since) > limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds:0} s: {what}.");
            await Task.Delay(200);
        }
    }
}
