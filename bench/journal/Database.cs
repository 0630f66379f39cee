using System.Data.Common;
using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Npgsql;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;

namespace Slimfront.Journal.Bench;

/// <summary>Where a journal is: "SQLite PATH" or "PostgreSQL CONNECTION".</summary>
internal sealed class Database : IDisposable
{
    private readonly JournalFile? _file;

    private Database(JournalTarget target)
    {
        Target = target;
        if (target is JournalTarget.Sqlite sqlite)
            _file = JournalFile.Open(sqlite.File);
        else
            PostgresJournal.PrepareAsync(Postgres).GetAwaiter().GetResult();
    }

    public JournalTarget Target { get; }

    private string Postgres => ((JournalTarget.Postgres)Target).ConnectionString;

    public static Database Open(string text) =>
        new(
            text.StartsWith("Host=", StringComparison.Ordinal)
                ? new JournalTarget.Postgres(text)
                : new JournalTarget.Sqlite(text)
        );

    /// <summary>An empty database on a server.</summary>
    public static string Create(string server, string name)
    {
        Execute(new NpgsqlConnection(server + ";Pooling=false"), $"create database {name}");
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public DbConnection Connect()
    {
        DbConnection connection = _file is null
            ? new NpgsqlConnection(Postgres)
            : new SqliteConnection(_file.ConnectionString);
        connection.Open();
        return connection;
    }

    public T Scalar<T>(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)
            Convert.ChangeType(
                command.ExecuteScalar()!,
                typeof(T),
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    /// <summary>The configuration of an actor system on this journal.</summary>
    public Config Configuration(string more) =>
        ConfigurationFactory
            .ParseString($"akka.loglevel = WARNING, akka.stdout-loglevel = WARNING\n{more}")
            .WithFallback(
                NodeConfiguration.Of(new NodeOptions { StoreDirectory = "none", Journal = Target }, _file)
            );

    /// <summary>Has Akka make its tables.</summary>
    public async Task MakeTablesAsync()
    {
        if (_file is null)
            return;
        using var system = ActorSystem.Create("tables", Configuration("akka.actor.provider = local"));
        var settings = Coordinators.Settings(system);
        var actor = system.ActorOf(CoordinatorActor.Props(settings));
        await Coordinators.EpochAsync(actor);
        await system.Terminate();
        using var connection = Connect();
        Execute(connection, "delete from journal");
    }

    public void Dispose() => _file?.Dispose();

    private static void Execute(DbConnection connection, string sql)
    {
        if (connection.State is not System.Data.ConnectionState.Open)
            connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>A server of the benchmark's own; see bench/postgres.</summary>
internal sealed class Server : IDisposable
{
    private readonly string _script;
    private readonly string _folder = Directory.CreateTempSubdirectory("slimfront-bench-").FullName;

    public Server(string script)
    {
        _script = script;
        ConnectionString = Run("start");
    }

    public string ConnectionString { get; }

    public void Dispose() => Run("delete");

    private string Run(string command)
    {
        var start = new ProcessStartInfo("bash", [_script, command, _folder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"bench/postgres {command} failed.");
    }
}
