using Npgsql;

namespace Slimfront.Actors.Journal;

/// <summary>
/// Shows in the journal's database that a coordinator is active, for as long as it lives: a shared lock, which ends with the
/// connection. No fence: a coordinator whose process is frozen still shows, and others take over all the same.
/// </summary>
/// <remarks>
/// A coordinator's node that starts while the network is cut finds nobody, and would found a cluster of its own. Its coordinator
/// would know of no slot, and give up all work that the journal says is running. So it founds none while another one shows.
/// </remarks>
internal sealed class PostgresPresence(string connectionString) : IAsyncDisposable
{
    // Any number that nobody else locks in this database.
    private const int Lock = 0x51_1F_0A_7B;

    private static readonly string Anybody = $"""
        select exists (
          select from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = {Lock}
          and database = (select oid from pg_database where datname = current_database()))
        """;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private CancellationTokenSource? _shown;
    private Task _showing = Task.CompletedTask;

    /// <summary>From now on, until it is hidden. Where the database is away for a while, as soon as it is back.</summary>
    public void Show()
    {
        _shown = new();
        _showing = ShowAsync(_shown.Token);
    }

    /// <summary>No longer.</summary>
    public void Hide() => Interlocked.Exchange(ref _shown, null)?.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Hide();
        await _showing;
    }

    /// <summary>Whether any coordinator shows; not where the database cannot be asked.</summary>
    public async Task<bool> IsAnybodyShownAsync()
    {
        try
        {
            await using var connection = await OpenAsync(CancellationToken.None);
            return await RunAsync(connection, Anybody, CancellationToken.None) is true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task ShowAsync(CancellationToken hidden)
    {
        while (!hidden.IsCancellationRequested)
            try
            {
                await using var connection = await OpenAsync(hidden);
                await RunAsync(connection, $"select pg_advisory_lock_shared({Lock})", hidden);
                while (true)
                {
                    await Task.Delay(LookInterval, hidden);
                    await RunAsync(connection, "select 1", hidden);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                await Task.Delay(LookInterval, hidden).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    // A host that lost its power says no farewell: the server is to notice within half a minute.
    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var parts = new NpgsqlConnectionStringBuilder(PostgresJournal.Complete(connectionString))
        {
            Pooling = false,
            Options = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
        };
        var connection = new NpgsqlConnection(parts.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static async Task<object?> RunAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel);
    }
}
