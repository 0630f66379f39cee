using System.Diagnostics;
using Npgsql;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>A PostgreSQL server of our own on a loopback port, in a folder of its own, never as root.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin";
    private readonly string _data;

    private Postgres(string data, int port)
    {
        _data = data;
        Port = port;
    }

    public int Port { get; }

    public static async Task<Postgres> StartAsync(string folder, int port)
    {
        var data = Path.Combine(folder, "postgres");
        var server = new Postgres(data, port);
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            Directory.CreateDirectory(data);
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", "postgres", data);
            await AsUserAsync("initdb", "-D", data, "-U", "slimfront", "-A", "trust");
        }

        var settings = $"-p {port} -k {data} -c listen_addresses=127.0.0.1";
        await AsUserAsync(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            Path.Combine(data, "log"),
            "-o",
            settings,
            "start"
        );
        return server;
    }

    /// <summary>An empty database of a name.</summary>
    /// <returns>How it is connected to.</returns>
    public async Task<string> CreateAsync(string database)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names are our own.
        command.CommandText = $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"CREATE DATABASE \"{database}\"";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return Connection(database);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await AsUserAsync("pg_ctl", "-D", _data, "-m", "immediate", "stop");
    }

    private string Connection(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=slimfront;Database={database}";

    private static Task AsUserAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync(
                "setpriv",
                ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]
            )
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits the pipes of pg_ctl, so nothing may wait for their end.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in (string[])["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}."
            );
    }
}
