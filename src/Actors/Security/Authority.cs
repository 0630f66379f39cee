using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Search;

namespace Slimfront.Actors.Security;

/// <summary>A cluster's own certificate authority: signs the certificates of its nodes, and nothing else.</summary>
/// <remarks>ECDSA on P-256 with SHA-256. A node's certificate serves both ends of a connection, as nodes dial each other.</remarks>
public sealed class Authority : IDisposable
{
    private const int SerialBytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    // Machines' clocks differ.
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _own;
    private readonly ECDsa _key;

    private Authority(X509Certificate2 own, ECDsa key)
    {
        _own = own;
        _key = key;
    }

    /// <summary>A new one.</summary>
    /// <param name="now">The beginning of its ten years.</param>
    public static Authority Create(DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=Slimfront cluster {id}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var own = request.CreateSelfSigned(now - Skew, now + Lifetime);
        // Without the key, which never goes where the certificate goes.
        return new(X509CertificateLoader.LoadCertificate(own.RawData), key);
    }

    /// <summary>One that was made before.</summary>
    /// <param name="certificate">Its certificate, as PEM.</param>
    /// <param name="key">Its key, as PEM.</param>
    /// <param name="password">What the key is encrypted with; null where it is not.</param>
    /// <exception cref="CryptographicException">They are none, do not fit, or the password is another.</exception>
    public static Authority Read(string certificate, string key, string? password)
    {
        var own = X509Certificate2.CreateFromPem(certificate);
        var secret = ECDsa.Create();
        if (password is null)
            secret.ImportFromPem(key);
        else
            secret.ImportFromEncryptedPem(key, password);
        using var inside = own.GetECDsaPublicKey();
        return
            inside is not null
            && inside.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(secret.ExportSubjectPublicKeyInfo())
            ? new(own, secret)
            : throw new CryptographicException("the key is another authority's");
    }

    /// <summary>Its certificate, which everybody may see, as PEM.</summary>
    public string CertificatePem => _own.ExportCertificatePem() + "\n";

    /// <summary>Its key, as PEM.</summary>
    /// <param name="password">Encrypts it; null for none.</param>
    public string KeyPem(string? password) =>
        (
            password is null
                ? _key.ExportPkcs8PrivateKeyPem()
                : _key.ExportEncryptedPkcs8PrivateKeyPem(
                    password,
                    new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 200_000)
                )
        ) + "\n";

    /// <summary>Signs a certificate for a node.</summary>
    /// <param name="names">Host names and IP addresses others reach it by; the first one names it.</param>
    /// <param name="now">The beginning of its validity.</param>
    /// <param name="lifetime">How long it is valid, if the authority itself is.</param>
    /// <returns>The certificate with its key.</returns>
    /// <exception cref="UserErrorException">A name is none.</exception>
    public X509Certificate2 Issue(ImmutableArray<string> names, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(CertificateNames.Checked(names[0]));
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        foreach (var extension in Extensions(names, request.PublicKey))
            request.CertificateExtensions.Add(extension);
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] &= 0x7F; // A serial number is positive.
        var signer = X509SignatureGenerator.CreateForECDsa(_key);
        var last = new DateTimeOffset(_own.NotAfter);
        using var certificate = request.Create(
            _own.SubjectName,
            signer,
            now - Skew,
            now + lifetime < last ? now + lifetime : last,
            serial
        );
        return certificate.CopyWithPrivateKey(key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        _key.Dispose();
    }

    private IEnumerable<X509Extension> Extensions(ImmutableArray<string> names, PublicKey key)
    {
        yield return new X509BasicConstraintsExtension(false, false, 0, true);
        yield return new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true);
        yield return new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")],
            critical: false
        );
        yield return new X509SubjectKeyIdentifierExtension(key, critical: false);
        yield return X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_own, true, false);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Select(CertificateNames.Checked).Distinct(StringComparer.Ordinal))
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        yield return alternatives.Build();
    }
}
