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
    private readonly TemporaryFolder _folder = new();
    private readonly JournalFile? _file;

    private RealJournal(string? postgres)
    {
        if (postgres is null)
            _file = JournalFile.Open(_folder["search.db"]);
        else
            PostgresJournal.PrepareAsync(postgres).GetAwaiter().GetResult();
        Target = postgres is null
            ? new JournalTarget.Sqlite(_file!.Path)
            : new JournalTarget.Postgres(postgres);
    }

    public JournalTarget Target { get; }

    public Config Configuration =>
        ConfigurationFactory
            .ParseString("akka.actor.provider = local, akka.loglevel = OFF, akka.stdout-loglevel = OFF")
            .WithFallback(NodeConfiguration.Of(new() { StoreDirectory = "none", Journal = Target }, _file));

    public static RealJournal Of(string kind, PostgresServer? server = null) =>
        new(kind == "SQLite" ? null : (server ?? PostgresServer.Shared).NewDatabase());

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
        _folder.Dispose();
    }
}
