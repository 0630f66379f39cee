using System.Data.Common;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Npgsql;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Serialization;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>A journal in a database, which any number of coordinators may be started on.</summary>
internal sealed class RealJournal : IDisposable
{
    private TemporaryFolder? _folder;
    private readonly JournalFile? _file;

    private RealJournal(JournalTarget target)
    {
        Target = target;
        if (target is JournalTarget.Postgres postgres)
            PostgresJournal.PrepareAsync(postgres.ConnectionString).GetAwaiter().GetResult();
        else
            _file = JournalFile.Open(((JournalTarget.Sqlite)target).File);
    }

    public JournalTarget Target { get; }

    public Config Configuration =>
        ConfigurationFactory
            .ParseString("akka.actor.provider = local, akka.loglevel = OFF, akka.stdout-loglevel = OFF")
            .WithFallback(NodeConfiguration.Of(new() { StoreDirectory = "none", Journal = Target }, _file));

    public static RealJournal Of(string kind, PostgresServer? server = null)
    {
        if (kind != "SQLite")
            return new(new JournalTarget.Postgres((server ?? PostgresServer.Shared).NewDatabase()));
        var folder = new TemporaryFolder();
        return new(new JournalTarget.Sqlite(folder["search.db"])) { _folder = folder };
    }

    public static RealJournal At(string file) => new(new JournalTarget.Sqlite(file));

    /// <summary>Every row in order: its number, who wrote it, what it is.</summary>
    public IReadOnlyList<(long Number, string Writer, object Entry)> Rows()
    {
        using DbConnection connection = Target is JournalTarget.Postgres postgres
            ? new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={_file!.Path};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "select sequence_number, writer_uuid, manifest, message from journal order by sequence_number";
        using var reader = command.ExecuteReader();
        var rows = new List<(long, string, object)>();
        while (reader.Read())
            rows.Add(
                (
                    reader.GetInt64(0),
                    reader.GetString(1),
                    WireFormat.Decode(reader.GetString(2), reader.GetFieldValue<byte[]>(3))
                )
            );
        return rows;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _folder?.Dispose();
    }
}
