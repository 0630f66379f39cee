using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Search;

namespace Slimfront.Actors.Security;

/// <summary>Whom a process believes, and what it shows: a private authority, and on nodes a certificate of it.</summary>
/// <remarks>
/// The system's own list of authorities plays no part: a peer is believed because this cluster's authority signed its
/// certificate, and for no other reason. Nothing is revoked; an authority that has lost a key is replaced.
/// </remarks>
public sealed class Tls
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2 _authority;

    /// <summary>From certificates at hand.</summary>
    /// <param name="authority">The cluster's authority, without its key.</param>
    /// <param name="certificate">What this process shows, with its key; null for a client, which shows a token.</param>
    /// <exception cref="UserErrorException">The certificate has no key, has expired, or is not of the authority.</exception>
    public Tls(X509Certificate2 authority, X509Certificate2? certificate)
    {
        _authority = authority;
        Certificate = certificate;
        if (certificate is not null)
            Check(certificate);
    }

    /// <summary>What this process shows.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The host names and addresses that the certificate is for.</summary>
    public IEnumerable<string> Names => Certificate is null ? [] : CertificateNames.Of(Certificate);

    /// <summary>Whether the cluster's authority signed a certificate, for a node, and it is valid now.</summary>
    public bool Trusts(X509Certificate2? peer) => peer is not null && Fault(peer) is null;

    /// <summary>Whether a certificate is trusted, and is that of a host.</summary>
    public bool Trusts(X509Certificate2? peer, string host) =>
        Trusts(peer) && peer!.MatchesHostname(host, allowWildcards: false, allowCommonName: false);

    /// <summary>What is wrong with a peer's certificate, as the end of a sentence; null where nothing is.</summary>
    public string? Fault(X509Certificate2 peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerUse);
        chain.ChainPolicy.ApplicationPolicy.Add(ClientUse);
        if (chain.Build(peer))
            return null;
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        return status.HasFlag(X509ChainStatusFlags.PartialChain)
            || status.HasFlag(X509ChainStatusFlags.UntrustedRoot)
                ? "it is not signed by this cluster's authority"
            : status.HasFlag(X509ChainStatusFlags.NotTimeValid)
                ? $"it is valid from {peer.NotBefore:u} to {peer.NotAfter:u} only"
            : $"it is not fit for a node ({status})";
    }

    /// <summary>Makes HTTP connections to nodes of the cluster and to nobody else. Follows no redirects.</summary>
    public HttpMessageHandler Handler()
    {
        var handler = Plain();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, peer, _, errors) =>
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && Trusts(peer as X509Certificate2);
        if (Certificate is { } own)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        return OnlyTo.Https(handler);
    }

    /// <summary>Makes HTTP connections between nodes that have no certificates: on this machine. Follows no redirects.</summary>
    public static HttpMessageHandler LoopbackHandler() => OnlyTo.Loopback(Plain());

    private static SocketsHttpHandler Plain() =>
        new() { ConnectTimeout = ConnectLimit, AllowAutoRedirect = false };

    private void Check(X509Certificate2 certificate)
    {
        if (!certificate.HasPrivateKey)
            throw new UserErrorException(
                $"The certificate {certificate.Subject} comes without its private key."
            );
        if (Fault(certificate) is { } fault)
            throw new UserErrorException($"The certificate {certificate.Subject} cannot be used: {fault}.");
    }
}
