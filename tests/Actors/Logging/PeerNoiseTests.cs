using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using Slimfront.Actors.Logging;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Logging;

public sealed class PeerNoiseTests
{
    // A public class of the transport's namespace stands for its handlers.
    private static readonly Type Transport = typeof(DotNettySslSetup);

    private ManualClock _clock = null!;
    private PeerNoise _noise = null!;

    [SetUp]
    public void Begin()
    {
        _clock = new();
        _noise = new(_clock);
    }

    [Test]
    public void What_is_said_of_one_peer_is_one_line_without_a_trace()
    {
        var heard = Enumerable.Range(0, 4).Select(_ => Hear(Refusal(40000))).ToArray();

        Assert.That(heard.Count(e => e is not null), Is.EqualTo(1));
        Assert.That(heard[0]!.Cause, Is.Null);
        Assert.That(
            $"{heard[0]!.Message}",
            Is.EqualTo("TLS handshake failed [[::1]:4053->[::ffff:10.0.0.7]:40000]: not an SSL/TLS record")
        );
    }

    [Test]
    public void Peers_are_told_apart_and_a_flood_of_them_is_counted()
    {
        var heard = Enumerable.Range(0, 500).Count(i => Hear(Refusal(40000 + i)) is not null);
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.That(heard, Is.EqualTo(20));
        Assert.That(
            $"{Hear(Refusal(1))!.Message}",
            Does.EndWith("(480 more lines about peers were left out)")
        );
        Assert.That($"{Hear(Refusal(2))!.Message}", Does.Not.Contain("more lines"));
    }

    [Test]
    public void What_a_peer_sent_does_not_fill_the_log()
    {
        var cause = new InvalidOperationException(new string('a', 100_000));

        Assert.That($"{Hear(Refusal(1, cause))!.Message}", Has.Length.LessThan(400));
    }

    [Test]
    public void What_actors_of_connections_say_belongs_to_their_peer()
    {
        const string Manager = "akka://slimfront/system/";
        var first = Of(
            $"{Manager}transports/akkaprotocolmanager.tcp.0/akkaProtocol-tcp%3A%2F%2Fa%4010.0.0.7%3A5-4"
        );
        var second = Of(
            $"{Manager}endpointManager/reliableEndpointWriter-akka.tcp%3A%2F%2Fa%4010.0.0.7%3A5-1"
        );

        Assert.That($"{Hear(first)!.Message}", Is.EqualTo("Decoding failed: broken"));
        Assert.That(Hear(second), Is.Null);
        Assert.That(
            Hear(new Warning(second.LogSource, typeof(string), "It is now quarantined.")),
            Is.Not.Null
        );

        static Error Of(string source) =>
            new(new InvalidOperationException("broken"), source, typeof(string), "Decoding failed");
    }

    [Test]
    public void What_the_node_itself_says_stays_as_it_is()
    {
        var own = new Error(
            new InvalidOperationException("why"),
            "slot",
            typeof(PeerNoiseTests),
            "several\nlines"
        );

        Assert.That(Enumerable.Range(0, 30).Select(_ => Hear(own)), Is.All.SameAs(own));
    }

    private LogEvent? Hear(LogEvent happened) => _noise.Hear(happened);

    private static Error Refusal(int port, Exception? cause = null) =>
        new(
            new AggregateException(cause ?? new IOException("not an SSL/TLS record\nand so on")),
            "TcpServerHandler",
            Transport,
            $"TLS handshake failed [[::1]:4053->[::ffff:10.0.0.7]:{port}]\nadvice\nadvice"
        );
}
