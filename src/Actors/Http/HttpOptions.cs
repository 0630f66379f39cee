using System.Net;
using Microsoft.AspNetCore.Http;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Actors.Http;

/// <summary>What a node's HTTP service serves, where, and to whom.</summary>
public sealed record HttpOptions
{
    /// <summary>The address to listen on; other than loopback only with <see cref="Tls"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The name by which others reach this node, where it is not the address itself.</summary>
    public string? PublicHost { get; init; }

    /// <summary>What every request must bear.</summary>
    public required string Token { get; init; }

    /// <summary>The node's certificate; null to speak plain HTTP, on loopback only.</summary>
    public Tls? Tls { get; init; }

    /// <summary>The node's artifacts; null to serve none.</summary>
    public ArtifactStore? Store { get; init; }

    /// <summary>Told of bytes of artifacts that were sent.</summary>
    public Action<long>? Sent { get; init; }

    /// <summary>Whether the node can do its work now: what GET /health/ready tells.</summary>
    public Func<CancellationToken, Task<bool>> IsReady { get; init; } = _ => Task.FromResult(true);

    /// <summary>Answers GET /metrics; null for no such page.</summary>
    public RequestDelegate? Metrics { get; init; }

    internal bool IsLoopback => IPAddress.IsLoopback(Address);

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(Token))
            throw new UserErrorException("The HTTP service needs a token that is not empty.");
        if (!IsLoopback && Tls?.Certificate is null)
            throw new UserErrorException(
                $"The HTTP service cannot listen on {Address} without TLS: give the node a certificate, or let it listen on 127.0.0.1."
            );
    }
}
