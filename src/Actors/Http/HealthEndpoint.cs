using System.Net;
using Microsoft.AspNetCore.Http;

namespace Slimfront.Actors.Http;

/// <summary>Tells whoever asks whether the node lives and whether it can do its work, and nothing else.</summary>
/// <remarks>
/// Needs no token, so it must cost nothing: the answer about readiness is kept for a second, and everybody who asks
/// meanwhile waits for the same one.
/// </remarks>
internal sealed class HealthEndpoint(Func<CancellationToken, Task<bool>> isReady, TimeProvider clock)
{
    /// <summary>The paths that need no token.</summary>
    public static readonly IReadOnlySet<string> Paths = new HashSet<string>(StringComparer.Ordinal)
    {
        "/health",
        "/health/live",
        "/health/ready",
    };

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<bool>? _answer;
    private long _askedAt;

    public static Task LiveAsync(HttpContext http) => http.TextAsync("ok");

    public async Task ReadyAsync(HttpContext http)
    {
        var ready = await Answer().WaitAsync(http.RequestAborted);
        await (
            ready ? http.TextAsync("ready") : http.RefuseAsync(HttpStatusCode.ServiceUnavailable, "not ready")
        );
    }

    private Task<bool> Answer()
    {
        lock (_gate)
        {
            if (_answer is { } known && (!known.IsCompleted || clock.GetElapsedTime(_askedAt) < Fresh))
                return known;
            _askedAt = clock.GetTimestamp();
            return _answer = AskAsync();
        }
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            return await isReady(CancellationToken.None);
        }
        catch (Exception) // A node that cannot say whether it is ready is not.
        {
            return false;
        }
    }
}
