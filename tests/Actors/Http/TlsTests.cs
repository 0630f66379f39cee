using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Security;
using Slimfront.Actors.Tests.Security;
using Slimfront.Search;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Http;

public sealed class TlsTests : HttpFixture
{
    [Test]
    public async Task A_client_with_the_authoritys_certificate_and_the_token_is_served()
    {
        using var client = new ClusterClient(
            (await SecureAsync()).Address,
            Token,
            Certificates.Client.Handler()
        );

        Assert.That((await client.StudiesAsync(default)).Single().Name, Is.EqualTo("mine"));
    }

    [Test]
    public async Task A_certificate_does_not_replace_the_token()
    {
        using var client = new ClusterClient(
            (await SecureAsync()).Address,
            "guessed",
            Certificates.First.Handler()
        );

        Assert.That(
            async () => await client.StudiesAsync(default),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("token")
        );
    }

    [Test]
    public async Task Who_shows_another_clusters_certificate_is_refused()
    {
        var service = await SecureAsync();
        // It believes anybody, so that it is the service that refuses.
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificates.Foreign.Certificate!,
            },
        };
        using var client = new ClusterClient(service.Address, Token, handler);

        Assert.That(
            async () => await client.StudiesAsync(default),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("No node answers")
        );
    }

    [Test]
    public async Task A_service_of_another_cluster_or_for_another_name_is_not_believed()
    {
        var service = await SecureAsync();
        using var foreign = new ClusterClient(service.Address, Token, Certificates.Foreign.Handler());
        using var usual = new ClusterClient(service.Address, Token);
        var elsewhere = await SecureAsync(Certificates.Elsewhere);
        using var misled = new ClusterClient(elsewhere.Address, Token, Certificates.Client.Handler());

        foreach (var client in (ClusterClient[])[foreign, usual, misled])
            Assert.That(
                async () => await client.StudiesAsync(default),
                Throws.TypeOf<UserErrorException>().With.Message.Contains("this cluster's authority")
            );
    }

    [Test]
    public async Task Plain_HTTP_to_a_port_with_TLS_gets_nothing()
    {
        var service = await SecureAsync();
        var plain = new UriBuilder(service.Address) { Scheme = "http" }.Uri;
        using var client = new ClusterClient(plain, Token);

        Assert.That(
            async () => await client.StudiesAsync(default),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("No node answers")
        );
    }

    [Test]
    public async Task Artifacts_are_fetched_through_it()
    {
        var service = await SecureAsync();
        var artifact = Store!.Adopt(Folder.Write("made", "some bytes")).Artifact;
        using var other = ArtifactStore.Open(Folder["other"]);
        using var fetcher = new ArtifactFetcher(other, Token, Certificates.Second.Handler());
        var input = new InputArtifact(Stage, artifact, 10, [service.Address.ToString()]);

        Assert.That(File.ReadAllText(await fetcher.GetAsync(input, default)), Is.EqualTo("some bytes"));
    }

    private static StageKey Stage { get; } = new(new string('a', 64));

    private async Task<HttpService> SecureAsync(Tls? tls = null)
    {
        var service = await StartAsync(tls ?? Certificates.First);
        Serve(service);
        return service;
    }
}
