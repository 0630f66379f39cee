using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Security;

/// <summary>
/// What a plain Akka peer can do to a real node, and, so that the attacks are known to be some, to a system of Akka's own
/// defaults.
/// </summary>
public sealed class AttackTests
{
    private static readonly string[] Targets =
    [
        "user/coordinator",
        "user/coordinator/singleton",
        "user/coordinator/singleton/active",
        "user/coordinator-proxy",
        "user/slot-0",
        "user",
        "system",
        "system/cluster/core/daemon",
        "system/cluster",
        "system/remote-watcher",
    ];

    private TemporaryFolder _folder = null!;
    private Node _node = null!;
    private Attacks _attacks = null!;
    private ulong _seed = 100;

    private static IEnumerable<string> Makers => Attacks.Makers.Keys;

    private static IEnumerable<string> Killers => Attacks.Killers.Keys;

    [OneTimeSetUp]
    public async Task Begin()
    {
        _folder = new();
        _node = await Node.StartAsync(
            new()
            {
                StoreDirectory = _folder["store"],
                Journal = new JournalTarget.Sqlite(_folder["search.db"]),
                Slots = ImmutableArray.Create(new DeviceSlot("cpu", 1)),
                Runner = Stub.Options(),
                LogFile = _folder["node.log"],
                HandlesSignals = false,
                Grace = TimeSpan.Zero,
            },
            new FakePipeline(),
            FakePipeline.Search
        );
        _attacks = Attacks.On(AddressOf(_node.Address));
    }

    [OneTimeTearDown]
    public async Task End()
    {
        await _attacks.DisposeAsync();
        await _node.DisposeAsync();

        _folder.Dispose();
    }

    [TestCaseSource(nameof(Makers))]
    public async Task A_system_of_Akkas_defaults_makes_what_the_bytes_name(string attack)
    {
        using var victim = ActorSystem.Create(
            "slimfront",
            ConfigurationFactory.ParseString(
                """
                akka {
                  loglevel = OFF
                  stdout-loglevel = OFF
                  actor.provider = remote
                  remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
                }
                """
            )
        );
        victim.ActorOf(Props.Create<Echo>(), "target");
        await using var attacks = Attacks.On(((ExtendedActorSystem)victim).Provider.DefaultAddress);
        Bait.Reset();

        await Attacks.Makers[attack](attacks, "user/target");

        await Eventually.True(() => Bait.Taken > 0, $"{attack} is made");
        await victim.Terminate();
    }

    [TestCaseSource(nameof(Makers))]
    public async Task A_node_does_not(string attack)
    {
        Bait.Reset();

        foreach (var target in Targets)
            await Attacks.Makers[attack](_attacks, target);

        await AliveAsync();
        Assert.That(Bait.Taken, Is.Zero);
    }

    [TestCaseSource(nameof(Killers))]
    public async Task Nothing_of_a_node_can_be_ended(string attack)
    {
        foreach (var target in Targets)
            await Attacks.Killers[attack](_attacks, target);

        await AliveAsync();
    }

    [TestCase("user/slot-0")]
    [TestCase("user/coordinator-proxy")]
    [TestCase("user/coordinator/singleton/active")]
    [TestCase("system/cluster")]
    [TestCase("system/remoting-terminator")]
    public async Task Actors_that_others_have_no_business_with_do_not_answer(string path) =>
        Assert.That(await _attacks.AnswersAsync(path), Is.False);

    [TestCase(0x7FFFFFFF)]
    [TestCase(-1)]
    [TestCase(300_000)]
    public async Task A_giant_frame_ends_its_connection_and_nothing_else(int length)
    {
        var (host, port) = NodeOptions.HostAndPort(_node.Address)!.Value;
        using var peer = new TcpClient();
        await peer.ConnectAsync(IPAddress.Parse(host), port);
        var stream = peer.GetStream();
        await stream.WriteAsync(BitConverter.GetBytes(length));
        await WriteUntilClosedAsync(stream);

        await AliveAsync();
    }

    // Whether the node still does its work: the coordinator answers, and a new study is run on its slot.
    private async Task AliveAsync()
    {
        var name = $"after-{TestContext.CurrentContext.Test.ID}";
        // A seed of its own: what was done for another study would not be done again.
        var spec = FakePipeline.Spec with
        {
            Name = name,
            Seed = ++_seed,
            Budget = new(Trials: 1),
        };
        Assert.That(await _node.SubmitAsync(spec), Does.Contain("begins"));
        await Eventually.True(
            () =>
                _node.ViewAsync().GetAwaiter().GetResult().Studies[name].Trials
                    is [{ Measurement: not null }],
            "a study finishes after the attack"
        );
        Assert.That(_node.Completion.IsCompleted, Is.False);
    }

    private static async Task WriteUntilClosedAsync(NetworkStream stream)
    {
        var noise = new byte[64 * 1024];
        try
        {
            for (var i = 0; i < 1000; i++)
                await stream.WriteAsync(noise);
            Assert.Fail("The connection is still open after 64 MB.");
        }
        catch (IOException)
        {
            // Closed, as it should be.
        }
    }

    private static Address AddressOf(string address)
    {
        var (host, port) = NodeOptions.HostAndPort(address)!.Value;
        return new("akka.tcp", "slimfront", host, port);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
