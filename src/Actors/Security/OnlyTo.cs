namespace Slimfront.Actors.Security;

/// <summary>
/// Lets requests go to some addresses only. Addresses of nodes come over the wire, and every request bears the cluster's
/// token: it must not be sent in the clear, or to a host of somebody's choosing.
/// </summary>
internal sealed class OnlyTo(HttpMessageHandler inner, string rule, Func<Uri, bool> allows)
    : DelegatingHandler(inner)
{
    /// <summary>Encrypted connections, where the nodes have certificates.</summary>
    public static OnlyTo Https(HttpMessageHandler inner) =>
        new(inner, "this cluster uses TLS: only https:// is called", u => u.Scheme == Uri.UriSchemeHttps);

    /// <summary>This machine, where they have none.</summary>
    public static OnlyTo Loopback(HttpMessageHandler inner) =>
        new(inner, "without TLS only this machine is called", u => u.IsLoopback);

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        allows(request.RequestUri!)
            ? base.SendAsync(request, cancellationToken)
            : throw new HttpRequestException(
                $"{request.RequestUri!.GetLeftPart(UriPartial.Authority)}: {rule}"
            );
}
