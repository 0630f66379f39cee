using Akka.Actor;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Nothing is said before it is in the journal.</summary>
public sealed class CoordinatorJournalTests
{
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
            JournalGate.Configuration
        );
        bench.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(bench.Kit);
        var order = slot.Take(bench.Actor);
        bench.Kit.Watch(bench.Actor);
        await JournalGate.Of(bench).OnWrite.Fail();

        slot.End(bench.Actor, order.Work, new AttemptEnd.Completed(FakePipeline.Result(order.Stage)));

        bench.Kit.ExpectTerminated(bench.Actor, Eventually.Deadline);
        slot.HearsNothing();
        Assert.That(fatal, Has.Count.EqualTo(endsNode ? 1 : 0));
    }

    [Test]
    public async Task One_that_hands_over_while_it_writes_ends_once_that_is_written_and_all_is_answered()
    {
        using var bench = new Bench(configuration: JournalGate.Configuration);
        _ = bench.Epoch;
        bench.Kit.Watch(bench.Actor);
        var gate = new JournalGate();
        await JournalGate.Of(bench).OnWrite.SetInterceptorAsync(gate);
        var submitted = bench.Actor.Ask<Accepted>(new Submit(FakePipeline.Spec));
        await gate.Reached;

        // This turn has no events of its own, and waits for those before it.
        var stopped = bench.Actor.Ask<Rejected>(new StopStudy("another", ""));
        bench.Actor.Tell(Retire.Instance);
        gate.Open();

        bench.Kit.ExpectTerminated(bench.Actor, Eventually.Deadline);
        await submitted;
        Assert.That((await stopped).Reason, Does.EndWith("There are: fake."));
    }
}
