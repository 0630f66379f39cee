using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Journal;

/// <summary>What slots say is kept beside the journal and never in it.</summary>
public sealed class ProgressTableTests
{
    private static readonly StageKey Stage = new(string.Concat(Enumerable.Repeat("0123456789abcdef", 4)));

    [TestCase("SQLite")]
    [TestCase("PostgreSQL")]
    public void Attempts_are_kept_apart_and_the_last_word_of_a_percent_counts(string kind)
    {
        using var journal = RealJournal.Of(kind);
        using var table = new ProgressTable(journal.Target, new ManualClock());
        var (first, second) = (new AttemptRef("a", new(Stage, 1)), new AttemptRef("a", new(Stage, 2)));

        table.Note(first, 0.5, "epoch 1/2, loss 0.9");
        table.Note(second, 0.25, "epoch 1/4, loss 0.8");
        Assert.That(table.Read("a"), Has.Length.EqualTo(2));
        table.Note(first, 0.501, "epoch 1/2, loss 0.7");
        table.Note(first, double.NaN, "starting");
        table.Note(new("b", new(Stage, 1)), 1, "epoch 2/2, loss 0.1");

        Assert.That(
            table.Read("a").Select(p => $"{p.Stage[..4]} {p.Attempt} {p.Percent} {p.Text}"),
            Is.EqualTo(
                new[]
                {
                    "0123 1 0 starting",
                    "0123 1 50 epoch 1/2, loss 0.7",
                    "0123 2 25 epoch 1/4, loss 0.8",
                }
            )
        );
    }

    [Test]
    public void What_is_said_is_no_event()
    {
        using var journal = RealJournal.Of("SQLite");
        using var table = new ProgressTable(journal.Target, new ManualClock());
        using var bench = new Bench(Bench.Default with { Progress = table.Note }, journal.Configuration);
        bench.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(bench.Kit);
        var order = slot.Take(bench.Actor);
        var before = bench.View.Events["fake"].Count;
        for (var i = 0; i < 100; i++)
            bench.Actor.Tell(
                new Hello(slot.Id, "cpu", slot.Source, order.Work, (i + 0.5) / 100, $"epoch {i}/100", null),
                bench.Kit.TestActor
            );

        Assert.That(bench.View.Events["fake"], Has.Count.EqualTo(before));
        var file = ((JournalTarget.Sqlite)journal.Target).File;
        Assert.That(table.Read("fake"), Has.Length.EqualTo(100));
        Assert.That(ProgressTable.ReadFile(file, "fake"), Is.EqualTo(table.Read("fake")));
    }

    [Test]
    public void A_journal_that_never_had_the_table_has_no_points()
    {
        using var journal = RealJournal.Of("SQLite");

        Assert.That(ProgressTable.ReadFile(((JournalTarget.Sqlite)journal.Target).File, "a"), Is.Empty);
    }

    [Test]
    public void What_cannot_be_written_is_dropped()
    {
        using var folder = new TemporaryFolder();
        folder.Write("text.db", new string('x', 5000));
        using var table = new ProgressTable(new JournalTarget.Sqlite(folder["text.db"]), new ManualClock());

        table.Note(new("a", new(Stage, 1)), 0.5, "epoch 1/2");

        Assert.That(table.Dispose, Throws.Nothing);
    }
}
