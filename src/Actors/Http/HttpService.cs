using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Security;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>A node's HTTP service: artifacts for other nodes, and the API of clients.</summary>
/// <remarks>
/// <code>
/// GET  /health, /health/live            the process answers; no token needed
/// GET  /health/ready                    200 or 503: joined, not leaving, with a coordinator; no token needed
/// GET  /metrics                         Prometheus text
/// GET  /artifacts/HASH                  with Range; "?doubted" has it checked first
/// GET  /needed                          names of artifacts and checkpoints that no store may remove, a line each
/// POST /studies                         a study's spec; begins it or goes on with it
/// GET  /studies                         all studies, JSON
/// GET  /studies/NAME/events             its events behind "?after=K" or Last-Event-ID as they happen: server-sent events
/// POST /studies/NAME/stop               the reason in the body
/// GET  /studies/NAME/progress           what its slots said while they worked, JSON
/// GET  /view                            slots and studies, JSON
/// </code>
/// Specs are MessagePack. A node that is not the coordinator's redirects its clients to that one.
/// </remarks>
public sealed class HttpService : IAsyncDisposable
{
    private const long LargestRequest = 4 * 1024 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private volatile ClientGateway? _gateway;

    private HttpService(HttpOptions options)
    {
        _app = Build(options);
        var artifacts = new ArtifactEndpoint(options.Store, options.Sent);
        _app.Use(new RequestGuard(options).CheckAsync);
        _app.UseRouting();
        var health = new HealthEndpoint(options.IsReady, TimeProvider.System);
        _app.MapGet("/health", (RequestDelegate)HealthEndpoint.LiveAsync);
        _app.MapGet("/health/live", (RequestDelegate)HealthEndpoint.LiveAsync);
        _app.MapGet("/health/ready", (RequestDelegate)health.ReadyAsync);
        if (options.Metrics is { } metrics)
            _app.MapGet("/metrics", metrics);
        _app.MapGet("/artifacts/{hash}", (RequestDelegate)artifacts.GetAsync);
        _app.MapPost("/studies", Client((gateway, http) => gateway.SubmitAsync(http)));
        _app.MapGet("/studies", Client((gateway, http) => gateway.StudiesAsync(http)));
        _app.MapGet("/studies/{name}/events", Client((gateway, http) => gateway.EventsAsync(http)));
        _app.MapPost("/studies/{name}/stop", Client((gateway, http) => gateway.StopAsync(http)));
        _app.MapPost("/studies/{name}/pause", Client((gateway, http) => gateway.PauseAsync(http)));
        _app.MapPost("/studies/{name}/continue", Client((gateway, http) => gateway.ContinueAsync(http)));
        _app.MapGet("/needed", Client((gateway, http) => gateway.NeededAsync(http)));
        _app.MapGet("/studies/{name}/progress", Client((gateway, http) => gateway.ProgressAsync(http)));
        _app.MapGet("/view", Client((gateway, http) => gateway.ViewAsync(http)));
        Address = new("http://localhost");
    }

    /// <summary>Where others reach it: what a slot announces as its source.</summary>
    public Uri Address { get; private set; }

    /// <summary>Starts to serve.</summary>
    /// <exception cref="UserErrorException">The port is in use, or the options are unsafe.</exception>
    public static async Task<HttpService> StartAsync(HttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var service = new HttpService(options);
        try
        {
            await service._app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await service.DisposeAsync();
            throw new UserErrorException(
                $"The HTTP port {options.Port} of {options.Address} is in use by another program; choose another one, or 0 for any free one.",
                e
            );
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await service.DisposeAsync();
            throw new UserErrorException(
                $"The HTTP service cannot listen on {options.Address} port {options.Port}: {e.Message}",
                e
            );
        }

        service.Address = service.Bound(options);
        return service;
    }

    /// <summary>Answers clients from now on, by asking the coordinator (or the proxy that finds it).</summary>
    /// <param name="coordinator">Whom to ask.</param>
    /// <param name="feed">Where what it has written is read, while it is in this process.</param>
    /// <param name="prepare">
    /// Completes and checks a request, for which it may read the data set; throws <see cref="UserErrorException"/>.
    /// </param>
    /// <param name="progress">What slots said; null on nodes that hold no coordinator.</param>
    public void ServeClients(
        IActorRef coordinator,
        Feed feed,
        Func<StudySpec, StudySpec> prepare,
        ProgressTable? progress = null
    )
    {
        var events = new EventStream(feed, _app.Lifetime.ApplicationStopping);
        _gateway = new(coordinator, feed, events, Address, prepare, progress);
    }

    /// <summary>Tells clients to try again later, from now on: there is nobody to ask.</summary>
    public void ServeNobody() => _gateway = null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Farewell);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(HttpOptions options)
    {
        // An empty builder: no settings from files or the environment, no log, no handling of signals.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(
                options.Address,
                options.Port,
                listen =>
                {
                    if (options.Tls is { Certificate: not null } tls)
                        listen.UseHttps(https => Secure(https, tls));
                }
            );
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        return builder.Build();
    }

    // Callers are known by their token. Who shows a certificate as well must show one of this cluster's.
    private static void Secure(HttpsConnectionAdapterOptions https, Tls tls)
    {
        https.ServerCertificate = tls.Certificate;
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (shown, _, _) => tls.Trusts(shown);
    }

    private Uri Bound(HttpOptions options)
    {
        var bound = new Uri(_app.Urls.First());
        var host = options.PublicHost ?? options.Address.ToString();
        return new UriBuilder(options.Tls?.Certificate is null ? "http" : "https", host, bound.Port).Uri;
    }

    private RequestDelegate Client(Func<ClientGateway, HttpContext, Task> handle) =>
        http =>
            _gateway is { } gateway
                ? gateway.AnswerAsync(http, handle)
                : http.RefuseAsync(
                    HttpStatusCode.ServiceUnavailable,
                    "This node is not in its cluster yet, or not any more; try again."
                );

    // The node decides when it ends; a host's usual lifetime would take SIGTERM and Ctrl-C from it.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
