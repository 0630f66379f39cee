using Akka.Actor;
using Akka.Configuration;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>A coordinator with a journal that outlives it, manual time, and slots as tests want them.</summary>
internal sealed class Bench : IDisposable
{
    public Bench(CoordinatorSettings? settings = null, Config? configuration = null)
    {
        Kit = new(configuration);
        Settings = (settings ?? Default) with { Clock = Clock, Fence = new(), Feed = new() };
        Actor = Start();
    }

    public static CoordinatorSettings Default { get; } =
        new()
        {
            Source = "http://coordinator/",
            Rules = FakePipeline.Rules,
            Grace = TimeSpan.Zero,
            TickInterval = TimeSpan.FromHours(1),
            WatchesMembers = false,
        };

    public Kit Kit { get; }

    public ManualClock Clock { get; } = new();

    public CoordinatorSettings Settings { get; set; }

    public IActorRef Actor { get; private set; }

    /// <summary>What readers see, all that was told before included.</summary>
    public ClusterView View => Settled().Feed.Now!;

    public long Epoch => View.Epoch;

    public Study Study(string name = "fake") => View.Studies[name];

    public T Ask<T>(object request) => Actor.Ask<T>(request, Eventually.Deadline).GetAwaiter().GetResult();

    public string Submit(StudySpec spec) => Ask<Accepted>(new Submit(spec)).Text;

    /// <summary>The coordinator dies, and another takes over with the same journal.</summary>
    public void Restart()
    {
        Kit.Watch(Actor);
        Actor.Tell(Kill.Instance);
        Kit.ExpectTerminated(Actor, Eventually.Deadline);
        Actor = Start();
        Settled();
    }

    /// <summary>Another incarnation in the same process, whatever became of the one before.</summary>
    public IActorRef StartAgain() => Actor = Start();

    /// <summary>Time goes by, in steps that the coordinator sees.</summary>
    public void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Tick();
        }
    }

    public void Tick()
    {
        Actor.Tell(TimeToLook.Instance);
        Settled();
    }

    /// <summary>Slots do all they are given until the study is over, or a number of stages are done.</summary>
    public void Work(int slots = 1, int stages = int.MaxValue, string study = "fake")
    {
        var all = Enumerable.Range(0, slots).Select(i => new FakeSlot(Kit, index: i)).ToArray();
        for (var done = 0; done < stages && Study(study).Phase is not StudyPhase.Finished; done++)
        {
            var slot = all[done % slots];
            slot.Complete(Actor, slot.Take(Actor));
        }
    }

    /// <summary>Waits until all that was told before is in the journal: a request is answered after those before it.</summary>
    public CoordinatorSettings Settled()
    {
        Ask<Rejected>(new StopStudy("there is no such study", ""));
        return Settings;
    }

    public void Dispose()
    {
        Kit.Dispose();
        Settings.Feed.Dispose();
    }

    private IActorRef Start() => Kit.Sys.ActorOf(CoordinatorActor.Props(Settings));
}
