using Akka.Actor;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Slots;
using Slimfront.Actors.Tests.Runners;
using Slimfront.RunnerStub;
using Slimfront.Search.Spaces;

namespace Slimfront.Actors.Tests.Slots;

/// <summary>On a real small disk: SLIMFRONT_SMALL_DISK names a folder with 4 MiB or less, such as a tmpfs.</summary>
public sealed class FullDiskTests
{
    [Test]
    public async Task A_slot_on_a_full_disk_says_so_and_works_again_when_there_is_room()
    {
        if (Environment.GetEnvironmentVariable("SLIMFRONT_SMALL_DISK") is not { } disk)
        {
            Assert.Ignore("SLIMFRONT_SMALL_DISK names no small disk.");
            return;
        }

        using var store = ArtifactStore.Open(Path.Combine(disk, "store"));
        using var fetcher = new ArtifactFetcher(store, "token");
        using var system = ActorSystem.Create("test", "akka.loglevel = WARNING");
        var coordinator = new Coordinator(system);
        var slot = system.ActorOf(
            SlotActor.Props(
                new()
                {
                    Id = new("here:4053", 0, "a1"),
                    Device = "cpu",
                    Source = "http://here",
                    Store = store,
                    Fetcher = fetcher,
                    Runner = Stub.Options(),
                    HelloInterval = TimeSpan.FromMilliseconds(50),
                    UnfitPause = TimeSpan.FromMilliseconds(300),
                },
                coordinator.Start()
            )
        );

        var (full, lost) = await Fill(slot, coordinator, mib: 8);
        var (_, done) = await Fill(slot, coordinator, mib: 1);

        Assert.That(lost, Is.InstanceOf<AttemptEnd.Lost>());
        Assert.That(full.Unfit, Does.Contain("full"));
        Assert.That(done, Is.InstanceOf<AttemptEnd.Completed>());
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(store.Directory, "work")), Is.Empty);
        await system.Terminate();
    }

    private static async Task<(Hello Hello, AttemptEnd End)> Fill(
        IActorRef slot,
        Coordinator coordinator,
        int mib
    )
    {
        var stage = Script.Stage("fill", ("mib", Value.Of(mib)));
        var order = new Assign(new("s", new(stage.Key, 1)), 1, stage, Configuration.Empty, new(), []);
        await coordinator.Next<Hello>(h => h is { Running: null, Unfit: null });
        coordinator.Forget();
        slot.Tell(order);
        var ended = await coordinator.Next<Ended>();
        coordinator.Forget();
        slot.Tell(new Acknowledged(order.Work, 1));
        var hello = await coordinator.Next<Hello>(h => h.Running is null);
        coordinator.Forget();
        return (hello, ended.End);
    }
}
