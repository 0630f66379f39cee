using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Security;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Security;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Nodes;

/// <summary>Nodes with certificates, and everybody who has no business there.</summary>
public sealed class TlsNodeTests
{
    private const string Token = "secret";

    private const string Quick = """
        akka.cluster.gossip-interval = 200ms
        akka.cluster.leader-actions-interval = 200ms

        """;

    private const string Impatient = "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 3s";

    private TemporaryFolder _folder = null!;
    private Node _coordinator = null!;

    [OneTimeSetUp]
    public async Task Begin()
    {
        _folder = new();
        _coordinator = await StartAsync(
            Options("coordinator", Certificates.First) with
            {
                Roles = NodeRoles.Coordinator,
                Journal = new JournalTarget.Sqlite(_folder["search.db"]),
                Grace = TimeSpan.Zero,
            }
        );
    }

    [OneTimeTearDown]
    public async Task End()
    {
        await _coordinator.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Nodes_of_one_authority_work_together()
    {
        await using var worker = await StartAsync(Worker("worker", Certificates.Second));
        await _coordinator.SubmitAsync(FakePipeline.Spec with { Budget = new(Trials: 3) });
        await Eventually.True(
            () => Study().Phase is StudyPhase.Finished,
            "the study finishes, artifacts fetched through TLS"
        );

        Assert.That(worker.Http.Scheme, Is.EqualTo("https"));
        Assert.That(worker.Http.Host, Is.EqualTo("127.0.0.2"));
        Assert.That(Study().Stages.Values.Select(n => n.Failures), Is.All.Zero);
    }

    [Test]
    public async Task A_node_of_another_authority_does_not_get_in()
    {
        Assert.That(
            async () => await StartAsync(Stranger("foreign", Certificates.Foreign)),
            Throws.TypeOf<UserErrorException>()
        );
        await LogHasAsync(
            "which shows the certificate CN=127.0.0.1: it is not signed by this cluster's authority"
        );
    }

    [Test]
    public async Task A_node_without_certificate_does_not_get_in()
    {
        var plain = Stranger("plain", Certificates.Second) with { Tls = null, Host = "127.0.0.1" };

        Assert.That(async () => await StartAsync(plain), Throws.TypeOf<UserErrorException>());
        await LogHasAsync("not an SSL/TLS record");
    }

    [Test]
    public async Task A_peer_that_shows_no_certificate_is_refused()
    {
        using var client = await DialAsync();
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync("127.0.0.1");

        // With TLS 1.3 a client hears of the refusal when it reads.
        Assert.That(
            async () => await tls.ReadExactlyAsync(new byte[1]),
            Throws.InstanceOf<IOException>().Or.InstanceOf<AuthenticationException>()
        );
        await LogHasAsync("client did not provide a certificate");
    }

    [Test]
    public async Task A_peer_is_one_line_of_the_log()
    {
        int port;
        using (var client = await DialAsync())
        {
            port = ((IPEndPoint)client.Client.LocalEndPoint!).Port;
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            Assert.That(await client.GetStream().ReadAsync(new byte[1]), Is.Zero);
        }

        await LogHasAsync($":{port}]");
        // What is said of the next one comes after all that is said of this one.
        await A_peer_that_shows_no_certificate_is_refused();
        Assert.That(Log().Count(l => l.Contains($":{port}]", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(Log().Where(l => l.StartsWith("   at ", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void A_host_that_the_certificate_is_not_for_is_refused_at_the_start() =>
        Assert.That(
            async () => await StartAsync(Worker("wrong", Certificates.Second) with { Host = "127.0.0.3" }),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("the certificate is for 127.0.0.2")
        );

    [Test]
    public void TLS_by_the_configuration_alone_is_refused() =>
        Assert.That(
            async () =>
                await StartAsync(
                    Worker("half", Certificates.Second) with
                    {
                        Tls = null,
                        Configuration = "akka.remote.dot-netty.tcp.enable-ssl = on",
                    }
                ),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("HTTP is covered too")
        );

    private async Task<TcpClient> DialAsync()
    {
        var (host, port) = NodeOptions.HostAndPort(_coordinator.Address)!.Value;
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(host, port);
        return client;
    }

    private Task LogHasAsync(string text) =>
        Eventually.True(
            () => Log().Any(l => l.Contains(text, StringComparison.Ordinal)),
            $"the log says '{text}'"
        );

    private string[] Log()
    {
        using var file = new FileStream(
            _folder["coordinator.log"],
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n');
    }

    private NodeOptions Stranger(string name, Tls tls) =>
        Worker(name, tls) with
        {
            Configuration = Quick + Impatient,
        };

    private NodeOptions Worker(string name, Tls tls) =>
        Options(name, tls) with
        {
            Roles = NodeRoles.Worker,
            Host = "127.0.0.2",
            SeedNodes = [_coordinator.Address],
            Slots = ImmutableArray.Create(new DeviceSlot("cpu", 1)),
            Runner = Stub.Options(),
        };

    private NodeOptions Options(string name, Tls tls) =>
        new()
        {
            StoreDirectory = _folder[name],
            HttpToken = Token,
            Tls = tls,
            LogFile = _folder[$"{name}.log"],
            Configuration = Quick,
            HandlesSignals = false,
        };

    private static Task<Node> StartAsync(NodeOptions options) =>
        Node.StartAsync(options, new FakePipeline(), FakePipeline.Search);

    private Study Study() => _coordinator.ViewAsync().GetAwaiter().GetResult().Studies["fake"];
}
