using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Nothing is said before it is in the journal.</summary>
public sealed class CoordinatorJournalTests
{
    private static readonly Config Failing = ConfigurationFactory
        .ParseString("akka.persistence.journal.plugin = \"akka.persistence.journal.test\"")
        .WithFallback(ConfigurationFactory.FromResource<TestJournal>("Akka.Persistence.TestKit.config.conf"));

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_cannot_be_written_is_neither_ordered_nor_acknowledged(bool endsNode)
    {
        var fatal = new List<Exception>();
        using var bench = new Bench(
            Bench.Default with
            {
                EndsNodeOnFailure = endsNode,
                OnFatal = fatal.Add,
            },
            Failing
        );
        bench.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(bench.Kit);
        var order = slot.Take(bench.Actor);
        bench.Kit.Watch(bench.Actor);
        await JournalOf(bench).OnWrite.Fail();

        slot.End(bench.Actor, order.Work, new AttemptEnd.Completed(FakePipeline.Result(order.Stage)));

        bench.Kit.ExpectTerminated(bench.Actor, TimeSpan.FromSeconds(20));
        slot.HearsNothing();
        Assert.That(fatal, Has.Count.EqualTo(endsNode ? 1 : 0));
    }

    private static ITestJournal JournalOf(Bench bench) =>
        TestJournal.FromRef(Persistence.Instance.Apply(bench.Kit.Sys).JournalFor(null));
}
