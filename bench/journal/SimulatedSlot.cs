using Akka.Actor;
using Slimfront.Actors.Protocol;

namespace Slimfront.Journal.Bench;

/// <summary>A slot that is done at once, or after a while: the messages of a real one, and no work.</summary>
internal sealed class SimulatedSlot : ReceiveActor, IWithTimers
{
    private static long Sent;

    private readonly IActorRef _coordinator;
    private Hello _hello;
    private Ended? _ended;

    public SimulatedSlot(string node, int index, IActorRef coordinator, TimeSpan pace)
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
            if (pace > TimeSpan.Zero)
            {
                Timers.StartSingleTimer(nameof(Done), Done.Instance, pace);
                return;
            }

            Tell(_ended);
            Greet();
        });
        Receive<Done>(_ =>
        {
            Tell(_ended!);
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
        Receive<Renew>(_ => Greet());
        ReceiveAny(_ => { });
        Greet();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>What all slots of this process have told the coordinator: a turn of it for each.</summary>
    public static long Told => Interlocked.Read(ref Sent);

    /// <inheritdoc/>
    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(Renew), Renew.Instance, TimeSpan.FromSeconds(5));

    private void Greet() => Tell(_hello);

    private void Tell(object message)
    {
        Interlocked.Increment(ref Sent);
        _coordinator.Tell(message);
    }

    // A slot that has nothing to do keeps its lease.
    private sealed record Renew
    {
        public static Renew Instance { get; } = new();
    }

    private sealed record Done
    {
        public static Done Instance { get; } = new();
    }
}
