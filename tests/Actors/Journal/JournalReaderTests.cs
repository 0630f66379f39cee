using Microsoft.Data.Sqlite;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Journal;

public sealed class JournalReaderTests
{
    private TemporaryFolder _folder = null!;

    private string File => _folder["search.db"];

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Events_are_read_in_order_and_by_study()
    {
        Write(
            new EpochStarted(1),
            new Journalled("b", new StudyEvent.Exhausted("1")),
            new Journalled("a", new StudyEvent.Exhausted("2")),
            new Journalled("b", new StudyEvent.Finished("3"))
        );

        var read = JournalReader.Read(File);

        Assert.That(read.Keys, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(
            read["b"],
            Is.EqualTo(new StudyEvent[] { new StudyEvent.Exhausted("1"), new StudyEvent.Finished("3") })
        );
    }

    [Test]
    public void A_journal_in_use_can_be_read()
    {
        using var journal = JournalFile.Open(File);
        Write(new Journalled("a", new StudyEvent.Exhausted("1")));

        Assert.That(JournalReader.Read(File), Has.Count.EqualTo(1));
    }

    [TestCase("pragma journal_mode", "wal")]
    [TestCase("pragma synchronous", "2")]
    public void What_is_acknowledged_survives_a_loss_of_power(string setting, string value)
    {
        using var journal = JournalFile.Open(File);
        using var connection = new SqliteConnection(journal.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = setting;

        Assert.That($"{command.ExecuteScalar()}", Is.EqualTo(value));
    }

    [Test]
    public void No_file_is_no_journal() => Refused("There is no journal");

    [Test]
    public void A_text_is_no_journal()
    {
        _folder.Write("search.db", new string('x', 5000));

        Refused("is not a journal: it is no SQLite file");
    }

    [Test]
    public void Another_database_is_no_journal()
    {
        Execute("CREATE TABLE cats (name TEXT)");

        Refused("is not a journal: it has no table of events");
    }

    [Test]
    public void A_newer_version_is_told()
    {
        Write(new Journalled("a", new StudyEvent.Exhausted("1")));
        Execute("UPDATE journal SET manifest = 'ev.exhausted:2'");

        Refused("a newer version wrote it: 'ev.exhausted' has format 2; this program knows 1");
    }

    [Test]
    public void A_hole_is_damage()
    {
        Write(new EpochStarted(1), new EpochStarted(2), new EpochStarted(3));
        Execute("DELETE FROM journal WHERE sequence_number = 2");

        Refused("is damaged: event 2 is missing");
    }

    [Test]
    public void Broken_bytes_are_damage()
    {
        Write(new Journalled("a", new StudyEvent.Exhausted("1")));
        Execute("UPDATE journal SET message = x'92'");

        Refused("is damaged: A 'ev.exhausted:1' cannot be read");
    }

    [Test]
    public void Broken_pages_are_damage()
    {
        Write(new Journalled("a", new StudyEvent.Exhausted(new string('x', 100_000))));
        using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = 4096;
            file.Write(new byte[(int)file.Length - 4096]);
        }

        Refused("is damaged");
    }

    [Test]
    public void A_journal_belongs_to_one_process_until_it_lets_go()
    {
        using (JournalFile.Open(File))
            Assert.That(
                () => JournalFile.Open(File),
                Throws.TypeOf<UserErrorException>().With.Message.Contains("another process")
            );

        Assert.That(() => JournalFile.Open(File).Dispose(), Throws.Nothing);
    }

    [TestCase(13, "the disk is full")]
    [TestCase(8, "check that its folder exists and allows it")]
    [TestCase(11, "is damaged")]
    [TestCase(5, "in use by another process")]
    public void What_SQLite_says_becomes_a_clear_line(int code, string line)
    {
        var error = new AggregateException(
            new InvalidOperationException("x", new SqliteException("y", code))
        );

        Assert.That(
            JournalErrors.Explain("search.db", error).Message,
            Does.StartWith("The journal 'search.db' ").And.Contains(line)
        );
    }

    private void Refused(string line) =>
        Assert.That(
            () => JournalReader.Read(File),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(line).And.Message.Not.Contains("\n")
        );

    private void Write(params IJournalEntry[] entries)
    {
        Execute(
            """
            CREATE TABLE journal (ordering INTEGER PRIMARY KEY, deleted INTEGER, persistence_id TEXT,
              sequence_number INTEGER, message BLOB, identifier INTEGER, manifest TEXT)
            """
        );
        for (var i = 0; i < entries.Length; i++)
            Execute(
                "INSERT INTO journal (deleted, persistence_id, sequence_number, message, identifier, manifest) "
                    + $"VALUES (0, 'coordinator', {i + 1}, x'{Convert.ToHexString(WireFormat.Encode(entries[i]))}', "
                    + $"{WireSerializer.Id}, '{WireFormat.Manifest(entries[i])}')"
            );
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
