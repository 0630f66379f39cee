using Akka.Actor;
using Akka.TestKit;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>A slot that says only what a test lets it say.</summary>
internal sealed class FakeSlot(
    Kit kit,
    string node = "a:1",
    int index = 0,
    string incarnation = "x",
    string labels = ""
)
{
    private readonly TestProbe _probe = kit.CreateTestProbe();

    public SlotId Id { get; } = new(node, index, incarnation);

    public string Source => $"http://{Id.Node}/";

    public void Greet(IActorRef coordinator, AttemptRef? running = null, string? unfit = null) =>
        _probe.Send(coordinator, new Hello(Id, "cpu", Source, running, 0, "", unfit, labels));

    public void End(IActorRef coordinator, AttemptRef work, AttemptEnd end) =>
        _probe.Send(coordinator, new Ended(Id, work, end));

    public T Hears<T>() => _probe.ExpectMsg<T>(Eventually.Deadline);

    public void HearsNothing() => _probe.ExpectNoMsg(TimeSpan.FromMilliseconds(150));

    /// <summary>Asks for work and gets some.</summary>
    public Assign Take(IActorRef coordinator)
    {
        Greet(coordinator);
        return Hears<Assign>();
    }

    /// <summary>Does what was ordered, and then rests until it greets again.</summary>
    public void Complete(IActorRef coordinator, Assign order)
    {
        Greet(coordinator, order.Work, unfit: "resting");
        CompleteAndGoOn(coordinator, order);
    }

    /// <summary>Does what was ordered, and is ready for more.</summary>
    public void CompleteAndGoOn(IActorRef coordinator, Assign order)
    {
        End(coordinator, order.Work, new AttemptEnd.Completed(FakePipeline.Result(order.Stage)));
        Hears<Acknowledged>();
    }
}
