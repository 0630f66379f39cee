using Npgsql;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Journal;

/// <summary>Active coordinators show in the journal's database, and the earlier of two learns of the later one.</summary>
public sealed class PostgresPresenceTests
{
    private static readonly TimeSpan Deadline = Eventually.Deadline;

    [Test]
    public async Task A_coordinator_shows_with_its_address_until_it_is_hidden()
    {
        var database = await NewDatabaseAsync();
        await using var looker = new PostgresPresence(database);
        Assert.That(await looker.ActiveAsync(), Is.Null);
        await using var shown = new PostgresPresence(database);

        shown.Show(new("a-host.with.a.name:4053", 7), () => { });
        await Eventually.True(async () => await looker.ActiveAsync() is not null, "it shows", Deadline);
        Assert.That(
            await looker.ActiveAsync(),
            Is.EqualTo(new ActiveCoordinator("a-host.with.a.name:4053", 7))
        );

        shown.Hide();
        await Eventually.True(async () => await looker.ActiveAsync() is null, "it shows no longer", Deadline);
    }

    [Test]
    public async Task The_earlier_of_two_is_told_and_the_later_one_is_not()
    {
        var database = await NewDatabaseAsync();
        var told = new List<string>();
        await using var earlier = new PostgresPresence(database);
        await using var later = new PostgresPresence(database);

        later.Show(new("b:1", 10), () => told.Add("later"));
        await Eventually.True(
            async () => await later.ActiveAsync() is not null,
            "the later one shows",
            Deadline
        );
        earlier.Show(new("a:1", 9), () => told.Add("earlier"));

        await Eventually.True(() => told.Count > 0, "one is told", Deadline);
        Assert.That(told, Is.EqualTo((string[])["earlier"]));
        Assert.That((await later.ActiveAsync())!.Address, Is.EqualTo("b:1"));
    }

    [Test]
    public async Task One_of_a_version_that_only_locks_shows_without_an_address()
    {
        var database = await NewDatabaseAsync();
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_lock_shared({0x51_1F_0A_7B})",
            connection
        );
        await command.ExecuteNonQueryAsync();
        await using var looker = new PostgresPresence(database);

        Assert.That(await looker.ActiveAsync(), Is.EqualTo(new ActiveCoordinator("", 0)));
    }

    private static async Task<string> NewDatabaseAsync()
    {
        var database = PostgresServer.Shared.NewDatabase();
        await PostgresJournal.PrepareAsync(database);
        return database;
    }
}
