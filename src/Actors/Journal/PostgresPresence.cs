using System.Globalization;
using Npgsql;
using Slimfront.Search;

namespace Slimfront.Actors.Journal;

/// <summary>An active coordinator.</summary>
/// <param name="Address">Where other nodes reach its own: "host:port"; empty where it is of a version that does not say.</param>
/// <param name="Epoch">Its epoch: of two, the later one took over from the other.</param>
internal sealed record ActiveCoordinator(string Address, long Epoch);

/// <summary>
/// Shows in the journal's database which coordinator is active, for as long as it lives: a row, and a shared lock of the same
/// connection, with which both end. No fence: a coordinator whose process is frozen still shows, and others take over all the same.
/// </summary>
/// <remarks>
/// A coordinator's node that starts while the network is cut, or that knows of no seed node but itself, finds nobody, and would found
/// a cluster of its own. Its coordinator would know of no slot, and give up all work that the journal says is running. So it joins
/// the one that shows. Where two clusters have come about all the same, the coordinator of the earlier epoch learns of the other one
/// here: it has nothing to write while its own studies rest, so the journal would not tell it, and its workers would wait for ever.
/// </remarks>
internal sealed class PostgresPresence(string connectionString) : IAsyncDisposable
{
    // Any number that nobody else locks in this database.
    private const int Lock = 0x51_1F_0A_7B;

    // A row is worth something while its connection lives and holds the lock. Earlier versions of this program only lock.
    private static readonly string Latest = $"""
        select coalesce(epoch, 0) || ' ' || coalesce(address, '') from pg_locks left join presence using (pid)
        where locktype = 'advisory' and granted and classid = 0 and objid = {Lock}
          and database = (select oid from pg_database where datname = current_database())
        order by coalesce(epoch, 0) desc limit 1
        """;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private CancellationTokenSource? _shown;
    private Task _showing = Task.CompletedTask;

    /// <summary>From now on, until it is hidden. Where the database is away for a while, as soon as it is back.</summary>
    /// <param name="self">The coordinator.</param>
    /// <param name="replaced">Told once another one shows that is of a later epoch.</param>
    public void Show(ActiveCoordinator self, Action replaced)
    {
        _shown = new();
        _showing = ShowAsync(self, replaced, _shown.Token);
    }

    /// <summary>No longer.</summary>
    public void Hide() => Interlocked.Exchange(ref _shown, null)?.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Hide();
        await _showing;
    }

    /// <summary>The one that shows, of several the latest; null where none does.</summary>
    /// <exception cref="UserErrorException">The database cannot be asked.</exception>
    public async Task<ActiveCoordinator?> ActiveAsync()
    {
        try
        {
            await using var connection = await OpenAsync(CancellationToken.None);
            return await LatestAsync(connection, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw JournalErrors.Explain(PostgresJournal.NameOf(connectionString), e);
        }
    }

    private async Task ShowAsync(ActiveCoordinator self, Action replaced, CancellationToken hidden)
    {
        while (!hidden.IsCancellationRequested)
            try
            {
                await using var connection = await OpenAsync(hidden);
                await EnterAsync(connection, self, hidden);
                await RunAsync(connection, $"select pg_advisory_lock_shared({Lock})", hidden);
                while (true)
                {
                    await Task.Delay(LookInterval, hidden);
                    if (await LatestAsync(connection, hidden) is { } latest && latest.Epoch > self.Epoch)
                    {
                        replaced();
                        return;
                    }
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                await Task.Delay(LookInterval, hidden).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    // The server gives its processes' numbers again: what an earlier one left under this number is replaced.
    private static async Task EnterAsync(
        NpgsqlConnection connection,
        ActiveCoordinator self,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "insert into presence values (pg_backend_pid(), @epoch, @address) "
                + "on conflict (pid) do update set epoch = excluded.epoch, address = excluded.address",
            connection
        );
        command.Parameters.AddWithValue("epoch", self.Epoch);
        command.Parameters.AddWithValue("address", self.Address);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<ActiveCoordinator?> LatestAsync(
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        if (await RunAsync(connection, Latest, cancel) is not string text)
            return null;
        var parts = text.Split(' ', 2);
        return new(parts[1], long.Parse(parts[0], CultureInfo.InvariantCulture));
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
