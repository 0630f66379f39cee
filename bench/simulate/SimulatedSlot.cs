using Akka.Actor;
using Slimfront.Actors.Protocol;

namespace Slimfront.Simulate.Bench;

/// <summary>A slot as SlotActor is one, whose stages take virtual time; reached like an actor.</summary>
internal sealed class SimulatedSlot(World world, string node, int index) : MinimalActorRef
{
    private readonly string _source = $"http://{node}/";
    private int _incarnation;
    private Assign? _running;
    private Ended? _unacknowledged;
    private long _turn;
    private bool _isDead;

    public SlotId Id => new(node, index, $"{_incarnation}");

    public override ActorPath Path { get; } = new RootActorPath(new("akka", "simulated")) / $"{node}-{index}";

    public override IActorRefProvider Provider => throw new NotSupportedException();

    public void Rise()
    {
        _isDead = false;
        _incarnation++;
        Tick(++_turn);
    }

    /// <summary>The process is gone, with all it did; it comes back after a while.</summary>
    public void Die(double pause)
    {
        _turn++;
        (_running, _unacknowledged, _isDead) = (null, null, true);
        world.After(pause, Rise);
    }

    public void Receive(object message)
    {
        if (_isDead)
            return;
        switch (message)
        {
            case Assign order when _running is null:
                Begin(order);
                break;
            case Cancel cancel when _running?.Work == cancel.Work && _unacknowledged is null:
                End(new AttemptEnd.Lost(cancel.Reason));
                break;
            case Acknowledged done when _unacknowledged?.Work == done.Work:
                (_running, _unacknowledged) = (null, null);
                Greet();
                break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender) => world.Post(this, message);

    private void Tick(long turn)
    {
        if (turn != _turn)
            return;
        if (_unacknowledged is { } ended)
            world.Send(this, ended);
        Greet();
        world.After(World.HelloInterval, () => Tick(turn));
    }

    private void Begin(Assign order)
    {
        _running = order;
        var carrying =
            order.Inputs.Where(i => !world.Has(node, i.Stage)).Sum(i => i.Bytes) / World.BytesPerSecond;
        foreach (var input in order.Inputs)
            world.Keep(node, input.Stage);
        var seconds = SimulatedPipeline.Seconds(order.Stage) * world.Pace(order.Stage);
        var (work, turn) = (order.Work, _turn);
        world.Carried += carrying;
        world.Began(order.Stage);
        world.After(carrying + seconds, () => Finish(work, turn, seconds));
        Greet();
    }

    private void Finish(AttemptRef work, long turn, double seconds)
    {
        if (turn != _turn || _running?.Work != work || _unacknowledged is not null)
            return;
        world.Work(seconds);
        world.Keep(node, work.Attempt.Stage);
        End(new AttemptEnd.Completed(SimulatedPipeline.Result(_running.Stage)));
    }

    private void End(AttemptEnd end)
    {
        _unacknowledged = new(Id, _running!.Work, end);
        world.Send(this, _unacknowledged);
        Greet();
    }

    private void Greet() => world.Send(this, new Hello(Id, "cpu", _source, _running?.Work, 0, "", null));
}
