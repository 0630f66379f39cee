using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Journal;

/// <summary>Reads a journal without a cluster; also while a node writes it.</summary>
public static class JournalReader
{
    // The table of Akka.Persistence.Sql, default mapping.
    private const string Query = $"""
        SELECT sequence_number, identifier, manifest, message FROM journal
        WHERE persistence_id = '{CoordinatorActor.JournalId}' ORDER BY sequence_number
        """;

    /// <summary>The events of every study in a SQLite journal, in order, by the study's name.</summary>
    /// <param name="file">The journal.</param>
    /// <exception cref="UserErrorException">There is none, it is damaged, or a newer program wrote it.</exception>
    public static IReadOnlyDictionary<string, ImmutableList<StudyEvent>> Read(string file)
    {
        if (!File.Exists(file))
            throw new UserErrorException($"There is no journal '{file}'.");
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = file,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ConnectionString
            );
            connection.Open();
            return HasTable(connection)
                ? Events(connection)
                : throw new UserErrorException(
                    $"The file '{file}' is not a journal: it has no table of events."
                );
        }
        catch (Exception e) when (e is SqliteException or MalformedException or NewerFormatException)
        {
            throw JournalErrors.Explain(file, e);
        }
    }

    /// <summary>The same of a journal in a PostgreSQL database.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <exception cref="UserErrorException">It cannot be reached, is damaged, or a newer program wrote it.</exception>
    public static IReadOnlyDictionary<string, ImmutableList<StudyEvent>> ReadPostgres(string connectionString)
    {
        try
        {
            using var connection = new NpgsqlConnection(PostgresJournal.Complete(connectionString));
            connection.Open();
            return Events(connection);
        }
        catch (Exception e)
            when (e is NpgsqlException or TimeoutException or MalformedException or NewerFormatException)
        {
            throw JournalErrors.Explain(PostgresJournal.NameOf(connectionString), e);
        }
    }

    private static bool HasTable(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'";
        return command.ExecuteScalar() is > 0L;
    }

    private static ImmutableSortedDictionary<string, ImmutableList<StudyEvent>> Events(
        DbConnection connection
    )
    {
        using var command = connection.CreateCommand();
        command.CommandText = Query;
        using var rows = command.ExecuteReader();
        var studies = new Dictionary<string, ImmutableList<StudyEvent>.Builder>(StringComparer.Ordinal);
        for (var expected = 1L; rows.Read(); expected++)
        {
            if (rows.GetInt64(0) != expected)
                throw new MalformedException($"event {expected} is missing");
            if (rows.GetInt32(1) != WireSerializer.Id)
                throw new MalformedException($"event {expected} was not written by this program");
            if (WireFormat.Decode(rows.GetString(2), rows.GetFieldValue<byte[]>(3)) is not Journalled entry)
                continue;
            if (!studies.TryGetValue(entry.Study, out var events))
                studies[entry.Study] = events = ImmutableList.CreateBuilder<StudyEvent>();
            events.Add(entry.Event);
        }

        return studies.ToImmutableSortedDictionary(
            s => s.Key,
            s => s.Value.ToImmutable(),
            StringComparer.Ordinal
        );
    }
}
