using Akka.Actor;
using Akka.Configuration;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Bench;
using Slimfront.Search.Studies;

namespace Slimfront.Simulate.Bench;

/// <summary>The real coordinator, with or without the actor around it.</summary>
internal interface ICoordinator : IDisposable
{
    /// <summary>Handles a message to its end: what it sends has been sent when this returns.</summary>
    /// <returns>Milliseconds of the processor.</returns>
    double Handle(object message, IActorRef from);

    /// <summary>The studies.</summary>
    IReadOnlyDictionary<string, Study> Studies { get; }
}

/// <summary>Desk and turn without an actor: no journal, no mailbox.</summary>
internal sealed class DeskCoordinator : ICoordinator
{
    private readonly Desk _desk;
    private Ledger _ledger = Ledger.Empty;

    public DeskCoordinator(CoordinatorSettings settings)
    {
        _desk = new(settings, epoch: 1, (study, error) => throw new InvalidOperationException(study, error));
        Do(_desk.Begin);
    }

    public IReadOnlyDictionary<string, Study> Studies => _ledger.Studies;

    public double Handle(object message, IActorRef from)
    {
        var start = ProcessorClock.ProcessMilliseconds;
        Do(turn =>
        {
            switch (message)
            {
                case Hello m:
                    _desk.OnHello(turn, m, from);
                    break;
                case Ended m:
                    _desk.OnEnded(turn, m, from);
                    break;
                case IStudyRequest m:
                    _desk.OnRequest(turn, m, from);
                    break;
                default:
                    _desk.OnTick(turn);
                    break;
            }
        });
        return ProcessorClock.ProcessMilliseconds - start;
    }

    public void Dispose() { }

    private void Do(Action<Turn> decide)
    {
        var turn = new Turn(_ledger);
        decide(turn);
        _ledger = turn.Ledger;
        foreach (var (to, message) in turn.Messages)
            to.Tell(message);
    }
}

/// <summary>The coordinator's actor with a journal in memory.</summary>
internal sealed class ActorCoordinator : ICoordinator
{
    private static readonly Config InMemory = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = WARNING
          actor.coordinator { type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit", throughput = 2147483647 }
          persistence.journal.inmem.plugin-dispatcher = akka.actor.coordinator
          persistence.journal.plugin = "akka.persistence.journal.inmem"
          persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """
    );

    private readonly ActorSystem _system = ActorSystem.Create("simulation", InMemory);
    private readonly IActorRef _actor;
    private readonly Feed _feed;

    public ActorCoordinator(CoordinatorSettings settings)
    {
        _feed = settings.Feed;
        _actor = _system.ActorOf(CoordinatorActor.Props(settings).WithDispatcher("akka.actor.coordinator"));
        Fence();
    }

    public IReadOnlyDictionary<string, Study> Studies => _feed.Now!.Studies;

    // A request is answered after those before it, so an answer to what follows says that all of it is done.
    public double Handle(object message, IActorRef from)
    {
        var start = ProcessorClock.ProcessMilliseconds;
        _actor.Tell(message, from);
        Fence();
        return ProcessorClock.ProcessMilliseconds - start;
    }

    public void Dispose() => _system.Terminate().GetAwaiter().GetResult();

    private void Fence() =>
        _actor
            .Ask<Rejected>(new StopStudy("none is called so", ""), TimeSpan.FromMinutes(2))
            .GetAwaiter()
            .GetResult();
}
