using Npgsql;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Serialization;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Journal;

/// <summary>A real server, and what a person is told where it cannot be used.</summary>
public sealed class PostgresJournalTests
{
    [Test]
    public async Task Many_nodes_may_make_the_tables_at_once()
    {
        var database = PostgresServer.Shared.NewDatabase();

        await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => PostgresJournal.PrepareAsync(database)))
        );

        Assert.That(JournalReader.ReadPostgres(database), Is.Empty);
        Assert.That(Scalar(database, "select count(*) from slimfront_layout"), Is.EqualTo(1L));
    }

    [Test]
    public void A_server_that_is_not_there_is_one_clear_line() =>
        Refused(With(s => s.Port = 1), "PostgreSQL 127.0.0.1:1/", "cannot be reached", "refused");

    [Test]
    public void A_wrong_password_is_one_clear_line() =>
        Refused(With(s => s.Password = "tell-nobody"), "lets nobody in", "password", "PGPASSWORD");

    [Test]
    public void A_database_that_does_not_exist_is_one_clear_line() =>
        Refused(With(s => s.Database = "nowhere"), "nowhere", "does not exist", "createdb");

    [TestCase("postgres://me:tell-nobody@host/db")]
    [TestCase("Host=a;Pasword=tell-nobody")]
    [TestCase("Password=tell-nobody")]
    public void A_string_that_cannot_be_read_is_not_repeated(string text) =>
        Refused(text, "Its form is: Host=");

    [Test]
    public async Task Tables_of_a_newer_program_are_left_alone()
    {
        var database = PostgresServer.Shared.NewDatabase();
        await PostgresJournal.PrepareAsync(database);
        Scalar(database, "update slimfront_layout set version = 99 returning 1");

        Refused(database, "newer version", "nothing was changed");
    }

    [Test]
    public async Task What_a_coordinator_wrote_can_be_read_without_it()
    {
        using var journal = RealJournal.Of("PostgreSQL");
        using var bench = new Bench(configuration: journal.Configuration);
        bench.Submit(FakePipeline.Spec);
        bench.Work();

        var target = (JournalTarget.Postgres)journal.Target;
        await PostgresJournal.PrepareAsync(target.ConnectionString);
        var read = JournalReader.ReadPostgres(target.ConnectionString)["fake"];

        Assert.That(Deep.Text(read), Is.EqualTo(Deep.Text(bench.View.Events["fake"])));
    }

    [Test]
    public void A_server_that_is_away_for_a_while_costs_a_restart_and_nothing_else()
    {
        using var server = new PostgresServer();
        using var journal = RealJournal.Of("PostgreSQL", server);
        var fatal = new List<Exception>();
        using var bench = new Bench(Bench.Default with { OnFatal = fatal.Add }, journal.Configuration);
        bench.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(bench.Kit);
        var order = slot.Take(bench.Actor);

        server.Stop();
        bench.Kit.Watch(bench.Actor);
        slot.End(bench.Actor, order.Work, new AttemptEnd.Completed(FakePipeline.Result(order.Stage)));
        bench.Kit.ExpectTerminated(bench.Actor, Eventually.Deadline);
        slot.HearsNothing();
        server.Start();
        bench.StartAgain();

        Assert.That(fatal, Is.Empty);
        Assert.That(bench.Epoch, Is.EqualTo(2));
        Assert.That(bench.Study().Result(order.Stage.Key), Is.Null);
        bench.Work();
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
    }

    private static string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var parts = new NpgsqlConnectionStringBuilder(PostgresServer.Shared.ConnectionString);
        change(parts);
        return parts.ConnectionString;
    }

    private static void Refused(string connection, params string[] says)
    {
        var error = Assert.CatchAsync<UserErrorException>(() => PostgresJournal.PrepareAsync(connection))!;
        Assert.That(error.Message, Does.Not.Contain("tell-nobody").And.Not.Contains("\n"));
        foreach (var part in says)
            Assert.That(error.Message, Does.Contain(part));
    }

    private static object? Scalar(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
