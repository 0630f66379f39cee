using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Tests.Serialization;

namespace Slimfront.Actors.Tests.Coordinator;

public sealed class LedgerTests
{
    [TestCase(0)]
    [TestCase(5)]
    [TestCase(12)]
    public void All_events_at_once_and_one_by_one_are_the_same(int stages)
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        bench.Submit(FakePipeline.Spec with { Name = "other", Seed = 2 });
        bench.Work(slots: 3, stages: stages);
        new FakeSlot(bench.Kit, "b:1").Take(bench.Actor);
        var events = bench.View.Events;

        var slowly = Ledger.Empty;
        foreach (var (study, all) in events)
            slowly = all.Aggregate(slowly, (ledger, e) => ledger.Apply(study, e));
        var atOnce = Ledger.After(events);

        Assert.That(Deep.Text(atOnce.Studies.Values), Is.EqualTo(Deep.Text(slowly.Studies.Values)));
        Assert.That(atOnce.Events, Is.EqualTo(slowly.Events));
        Assert.That(atOnce.Assignments, Is.Not.Empty.And.EquivalentTo(slowly.Assignments));
        Assert.That(atOnce.Count, Is.EqualTo(slowly.Count));
    }
}
