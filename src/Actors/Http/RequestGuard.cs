using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slimfront.Actors.Http;

/// <summary>Lets a request pass only with the token, and on loopback only under a loopback name.</summary>
/// <remarks>
/// The name is checked because a page in the user's browser can reach a loopback port by way of a name of its own that
/// resolves to 127.0.0.1.
/// </remarks>
internal sealed class RequestGuard(HttpOptions options)
{
    private const string Scheme = "Bearer ";
    private static readonly HashSet<string> LoopbackNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "localhost",
        "127.0.0.1",
        "[::1]",
    };

    private readonly byte[] _expected = Digest(options.Token);

    public Task CheckAsync(HttpContext http, RequestDelegate next)
    {
        if (options.IsLoopback && !IsKnownName(http.Request.Host.Host))
            return http.RefuseAsync(HttpStatusCode.MisdirectedRequest, "This service has another name.");
        var isOpen = HealthEndpoint.Paths.Contains(http.Request.Path.Value ?? "");
        return isOpen || BearsToken(http)
            ? next(http)
            : http.RefuseAsync(HttpStatusCode.Unauthorized, "The token is missing or is not this cluster's.");
    }

    private bool IsKnownName(string name) =>
        LoopbackNames.Contains(name)
        || string.Equals(name, options.PublicHost, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, options.Address.ToString(), StringComparison.Ordinal);

    // Digests have equal length, so the time a comparison takes tells nothing of the token.
    private bool BearsToken(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is { } header
        && header.StartsWith(Scheme, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Digest(header[Scheme.Length..]), _expected);

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
