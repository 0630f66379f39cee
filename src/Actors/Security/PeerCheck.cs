using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace Slimfront.Actors.Security;

/// <summary>Whether the node at the other end of a connection of the cluster's own traffic is who it should be.</summary>
/// <remarks>
/// A node that is dialled must show a certificate for the host it is dialled by. A node that dials must show one for the
/// address it comes from: a certificate that was copied to another machine is worth nothing there. Where addresses are
/// translated on the way this second rule cannot hold; "slimfront.tls.check-source = off" lifts it.
/// </remarks>
internal sealed class PeerCheck(Tls tls, bool checksSource)
{
    /// <summary>What the transport shows, and asks.</summary>
    public DotNettySslSetup Setup() =>
        new(
            tls.Certificate!,
            suppressValidation: false,
            requireMutualAuthentication: true,
            (certificate, _, peer, _, log) =>
            {
                if (Fault(certificate, peer) is not { } fault)
                    return true;
                log.Warning("Refused {0}, which shows {1}: {2}.", peer, Shown(certificate), fault);
                return false;
            }
        );

    /// <summary>What is wrong, as the end of a sentence; null where nothing is.</summary>
    /// <param name="certificate">What the peer shows.</param>
    /// <param name="peer">The address of a node that was dialled, or the end point of one that dials.</param>
    internal string? Fault(X509Certificate2? certificate, string peer)
    {
        if (certificate is null)
            return "a certificate is needed";
        if (tls.Fault(certificate) is { } fault)
            return fault;
        if (IPEndPoint.TryParse(peer, out var source))
            return !checksSource || ComesFrom(certificate, source.Address)
                ? null
                : $"it is for {Names(certificate)} and comes from {source.Address}";
        var host = Address.Parse(peer).Host;
        return tls.Trusts(certificate, host) ? null : $"it is for {Names(certificate)}, not for {host}";
    }

    private static string Names(X509Certificate2 certificate) =>
        string.Join(", ", CertificateNames.Of(certificate));

    private static string Shown(X509Certificate2? certificate) =>
        certificate is null ? "nothing" : $"the certificate {certificate.Subject}";

    // Of several loopback addresses a system chooses one to dial from.
    private static bool ComesFrom(X509Certificate2 certificate, IPAddress source)
    {
        var from = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        return CertificateNames
            .Of(certificate)
            .SelectMany(Addresses)
            .Any(a => a.Equals(from) || (IPAddress.IsLoopback(a) && IPAddress.IsLoopback(from)));
    }

    // Asked only for names that the authority has signed.
    private static IPAddress[] Addresses(string name)
    {
        if (IPAddress.TryParse(name, out var address))
            return [address];
        try
        {
            return Dns.GetHostAddresses(name);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
