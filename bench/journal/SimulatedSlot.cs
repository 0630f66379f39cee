using Akka.Actor;
using Slimfront.Actors.Protocol;

namespace Slimfront.Journal.Bench;

/// <summary>A slot that is done at once: the messages of a real one, and no work.</summary>
internal sealed class SimulatedSlot : ReceiveActor
{
    private readonly IActorRef _coordinator;
    private Hello _hello;
    private Ended? _ended;

    public SimulatedSlot(string node, int index, IActorRef coordinator)
    {
        _coordinator = coordinator;
        _hello = new(new(node, index, "s"), "cpu", $"http://{node}/", null, 0, "", null);
        Receive<Assign>(order =>
        {
            if (_ended is not null)
                return;
            _hello = _hello with { Running = order.Work };
            Greet();
            _ended = new(
                _hello.Slot,
                order.Work,
                new AttemptEnd.Completed(TrivialPipeline.Result(order.Stage))
            );
            _coordinator.Tell(_ended);
            Greet();
        });
        Receive<Acknowledged>(
            reply => reply.Work == _ended?.Work,
            _ =>
            {
                _ended = null;
                _hello = _hello with { Running = null };
                Greet();
            }
        );
        ReceiveAny(_ => { });
        Greet();
    }

    private void Greet() => _coordinator.Tell(_hello);
}
