using System.Diagnostics;
using Npgsql;
using Slimfront.Search;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>A PostgreSQL server in a folder of its own (bench/postgres), with a database for each run.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly string _folder;
    private readonly NpgsqlConnectionStringBuilder _connection;

    private Postgres(string folder, string connection)
    {
        _folder = folder;
        _connection = new(connection);
    }

    public static async Task<Postgres> StartAsync(string folder) =>
        new(folder, (await RunAsync("start", folder)).Trim());

    /// <summary>An empty database of a name.</summary>
    /// <returns>How it is connected to.</returns>
    public async Task<string> CreateAsync(string database)
    {
        await using var connection = new NpgsqlConnection(_connection.ConnectionString);
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

    /// <summary>How a database is connected to.</summary>
    public string Connection(string database) =>
        new NpgsqlConnectionStringBuilder(_connection.ConnectionString)
        {
            Database = database,
        }.ConnectionString;

    /// <summary>Lets it listen at a further address, for a network.</summary>
    public async Task ListenAsync(string address, string network)
    {
        var data = Path.Combine(_folder, "data");
        await RunAsync("stop", _folder);
        await File.AppendAllTextAsync(
            Path.Combine(data, "postgresql.conf"),
            $"listen_addresses = '127.0.0.1,{address}'\n"
        );
        await File.AppendAllTextAsync(
            Path.Combine(data, "pg_hba.conf"),
            $"host all all {network} scram-sha-256\n"
        );
        NpgsqlConnection.ClearAllPools();
        await RunAsync("start", _folder);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync("stop", _folder);
    }

    private static async Task<string> RunAsync(string command, string folder)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "postgres"),
            [command, folder]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? said
            : throw new UserErrorException(
                $"bench/postgres {command} {folder}: exit code {process.ExitCode}."
            );
    }
}
