using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Two coordinators on one real journal: the old one can write nothing after the new one began.</summary>
public sealed class FencingTests
{
    private static readonly TimeSpan Soon = Eventually.Deadline;

    [TestCase("SQLite")]
    [TestCase("PostgreSQL")]
    public void A_replaced_coordinator_writes_and_says_nothing_and_never_comes_back(string kind)
    {
        using var journal = RealJournal.Of(kind);
        var fatal = new List<Exception>();
        using var old = new Bench(Bench.Default with { OnFatal = fatal.Add }, journal.Configuration);
        old.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(old.Kit);
        var order = slot.Take(old.Actor);

        using var next = new Bench(configuration: journal.Configuration);
        Assert.That(next.Epoch, Is.EqualTo(2));
        var written = journal.Rows().Count;

        old.Kit.Watch(old.Actor);
        slot.End(old.Actor, order.Work, new AttemptEnd.Completed(FakePipeline.Result(order.Stage)));
        old.Kit.ExpectTerminated(old.Actor, Soon);
        slot.HearsNothing();
        Assert.That(fatal, Has.One.InstanceOf<FencedException>());

        // Even if its process does not end: another incarnation sees the new epoch and stops.
        old.Kit.Watch(old.StartAgain());
        old.Kit.ExpectTerminated(old.Actor, Soon);
        Assert.That(fatal, Has.Count.EqualTo(2).And.All.InstanceOf<FencedException>());
        Assert.That(journal.Rows(), Has.Count.EqualTo(written));

        next.Work();
        Assert.That(next.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        IsLinear(journal);
    }

    [TestCase("SQLite")]
    [TestCase("PostgreSQL")]
    public void A_coordinator_that_nobody_replaced_may_start_again(string kind)
    {
        using var journal = RealJournal.Of(kind);
        using var bench = new Bench(configuration: journal.Configuration);
        bench.Submit(FakePipeline.Spec);
        bench.Work(stages: 3);

        bench.Restart();
        bench.Work();

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        IsLinear(journal);
    }

    [Test]
    public void Turns_that_wait_for_one_write_share_the_next()
    {
        using var journal = RealJournal.Of("SQLite");
        using var bench = new Bench(configuration: journal.Configuration);
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 40), Lag = null });
        var slots = Enumerable.Range(0, 8).Select(i => new FakeSlot(bench.Kit, index: i)).ToArray();
        foreach (var slot in slots)
            slot.Greet(bench.Actor);
        var first = slots[0].Hears<Assign>();
        slots[0].Complete(bench.Actor, first);
        foreach (var slot in slots)
            slot.Greet(bench.Actor);

        Assert.That(bench.Study().Attempts().Count(), Is.EqualTo(8));
        var orders = slots.Select(s => s.Hears<Assign>()).ToArray();
        for (var i = 0; i < slots.Length; i++)
            slots[i]
                .End(
                    bench.Actor,
                    orders[i].Work,
                    new AttemptEnd.Completed(FakePipeline.Result(orders[i].Stage))
                );

        // Each is acknowledged once, after its own event.
        foreach (var slot in slots)
            slot.Hears<Acknowledged>();
        var done = journal
            .Rows()
            .Select(r => (r.Entry as Journalled)?.Event)
            .OfType<StudyEvent.StageCompleted>();
        Assert.That(orders.Select(o => o.Work.Attempt), Is.SubsetOf(done.Select(e => e.Attempt)));
        IsLinear(journal);
    }

    // Numbers without a gap; epochs one after the other; one writer at a time, none ever again.
    private static void IsLinear(RealJournal journal)
    {
        var rows = journal.Rows();
        Assert.That(rows.Select(r => r.Number), Is.EqualTo(Enumerable.Range(1, rows.Count)));
        var epochs = rows.Select(r => r.Entry).OfType<EpochStarted>().Select(e => e.Epoch).ToArray();
        Assert.That(epochs, Is.EqualTo(Enumerable.Range(1, epochs.Length)));
        Assert.That(rows[0].Entry, Is.InstanceOf<EpochStarted>());
        var writers = rows.Select(r => r.Writer).ToArray();
        var runs = writers.Where((w, i) => i == 0 || writers[i - 1] != w).ToArray();
        Assert.That(runs, Is.Unique);
    }
}
