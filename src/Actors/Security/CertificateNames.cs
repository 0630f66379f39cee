using System.Net;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Search;

namespace Slimfront.Actors.Security;

/// <summary>The names of hosts, as certificates hold them.</summary>
public static class CertificateNames
{
    /// <summary>The names and addresses a certificate is for.</summary>
    public static IEnumerable<string> Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        foreach (var names in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (var name in names.EnumerateDnsNames())
                yield return name;
            foreach (var address in names.EnumerateIPAddresses())
                yield return address.ToString();
        }
    }

    /// <summary>A name or an address, as it is written into a certificate.</summary>
    /// <exception cref="UserErrorException">It is neither.</exception>
    public static string Checked(string name)
    {
        if (IPAddress.TryParse(name, out var address))
            return address.ToString();
        return name is not null && Uri.CheckHostName(name) == UriHostNameType.Dns
            ? name.ToLowerInvariant()
            : throw new UserErrorException($"'{name}' is neither a host name nor an IP address.");
    }
}
