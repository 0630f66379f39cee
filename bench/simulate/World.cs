using Akka.Actor;
using Slimfront.Actors.Coordinator;
using Slimfront.Search.Stages;

namespace Slimfront.Simulate.Bench;

/// <summary>Virtual time, slots, the way between them and the coordinator, and what was seen of it all.</summary>
/// <param name="clock">The coordinator's clock.</param>
/// <param name="isTimed">Whether the coordinator's real time counts: then messages wait for it in virtual time too.</param>
internal sealed class World(VirtualTime clock, bool isTimed)
{
    public const double HelloInterval = 2;
    public const double BytesPerSecond = 100e6;
    public const double Window = 50;
    private const double Travel = 0.001;

    private readonly PriorityQueue<Action, (double At, long Number)> _queue = new();
    private readonly HashSet<(string Node, StageKey Stage)> _held = [];
    private readonly HashSet<StageKey> _begun = [];
    private readonly List<(SimulatedSlot To, object Message)> _outbox = [];
    private readonly Queue<double> _inService = new();
    private long _number;
    private double _freeAt;

    /// <summary>The coordinator.</summary>
    public ICoordinator Coordinator { get; set; } = null!;

    /// <summary>Seconds of all slots at stages that were completed.</summary>
    public double Busy { get; private set; }

    /// <summary>Seconds spent carrying inputs.</summary>
    public double Carried { get; set; }

    /// <summary>Stages handed out, and those of them handed out again.</summary>
    public (int All, int Again) Orders { get; private set; }

    /// <summary>Real milliseconds of each message, by kind.</summary>
    public Dictionary<string, List<double>> Milliseconds { get; } = [];

    /// <summary>The most messages that waited for the coordinator at once.</summary>
    public int Deepest { get; private set; }

    /// <summary>The longest time from sending a message to its being handled, in seconds.</summary>
    public double Longest { get; private set; }

    public double Now => clock.Seconds;

    /// <summary>How many times longer than usual a stage takes.</summary>
    public Func<Stage, double> Pace { get; set; } = _ => 1;

    public void After(double seconds, Action action) =>
        _queue.Enqueue(action, (clock.Seconds + seconds, _number++));

    public bool Has(string node, StageKey stage) => _held.Contains((node, stage));

    public void Keep(string node, StageKey stage) => _held.Add((node, stage));

    public void Began(Stage stage) =>
        Orders = (Orders.All + 1, Orders.Again + (_begun.Add(stage.Key) ? 0 : 1));

    /// <summary>Seconds of completed stages in each fifty seconds.</summary>
    public SortedDictionary<int, double> BusyByTime { get; } = [];

    /// <summary>A stage was completed that took so long.</summary>
    public void Work(double seconds)
    {
        Busy += seconds;
        for (var from = Now - seconds; from < Now - 1e-6; )
        {
            var window = (int)Math.Floor((from + 1e-6) / Window);
            var to = Math.Min(Now, (window + 1) * Window);
            BusyByTime[window] = BusyByTime.GetValueOrDefault(window) + to - from;
            from = to;
        }
    }

    /// <summary>The coordinator says something; it is heard a little later.</summary>
    public void Post(SimulatedSlot to, object message)
    {
        lock (_outbox)
            _outbox.Add((to, message));
    }

    /// <summary>A slot says something.</summary>
    public void Send(IActorRef from, object message) => After(Travel, () => Handle(from, message));

    /// <summary>Something is said to the coordinator now.</summary>
    public void Handle(IActorRef from, object message)
    {
        while (_inService.TryPeek(out var end) && end <= Now)
            _inService.Dequeue();
        var milliseconds = Coordinator.Handle(message, from);
        Note(message, milliseconds);
        var done = Now;
        if (isTimed)
        {
            _freeAt = done = Math.Max(Now, _freeAt) + (milliseconds / 1000);
            Longest = Math.Max(Longest, done - Now);
            _inService.Enqueue(done);
            Deepest = Math.Max(Deepest, _inService.Count);
        }

        (SimulatedSlot To, object Message)[] sent;
        lock (_outbox)
        {
            sent = [.. _outbox];
            _outbox.Clear();
        }

        foreach (var (to, said) in sent)
            After(done - Now + Travel, () => to.Receive(said));
    }

    /// <summary>Time goes by until something holds, looked at every virtual second.</summary>
    public void Run(Func<bool> isOver)
    {
        var isDone = false;
        After(1, Tick);
        while (!isDone && _queue.TryDequeue(out var action, out var when))
        {
            clock.Seconds = Math.Max(clock.Seconds, when.At);
            action();
        }

        void Tick()
        {
            Handle(ActorRefs.Nobody, TimeToLook.Instance);
            isDone = isOver();
            After(1, Tick);
        }
    }

    private void Note(object message, double milliseconds)
    {
        var kind = message.GetType().Name;
        if (!Milliseconds.TryGetValue(kind, out var times))
            Milliseconds[kind] = times = [];
        times.Add(milliseconds);
    }
}
