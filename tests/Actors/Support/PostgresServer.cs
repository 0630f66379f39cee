using System.Diagnostics;
using System.Text;
using Npgsql;

namespace Slimfront.Actors.Tests.Support;

/// <summary>A real server of a test run's own; see bench/postgres.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> ForAll = new(() => new());
    private readonly string _folder = Directory.CreateTempSubdirectory("slimfront-postgres-").FullName;
    private int _databases;

    public PostgresServer()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The server is started by bench/postgres, which is for Linux.");
        if (!Directory.Exists("/usr/lib/postgresql") && Environment.GetEnvironmentVariable("PG_BIN") is null)
            Assert.Ignore(
                "No PostgreSQL here: install the package postgresql, or name its folder in PG_BIN."
            );
        ConnectionString = Script("start");
    }

    /// <summary>The one that is shared by all tests that do not stop it.</summary>
    public static PostgresServer Shared => ForAll.Value;

    public string ConnectionString { get; }

    /// <summary>A new, empty database.</summary>
    public string NewDatabase()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"create database {name}", connection);
        command.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    public void Stop() => Script("stop");

    public void Start() => Script("start");

    public void Dispose() => Script("delete");

    public static void DisposeShared()
    {
        if (ForAll.IsValueCreated)
            ForAll.Value.Dispose();
    }

    private string Script(string command)
    {
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "postgres"), command, _folder },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new AssertionException(errors.Result);
    }
}
