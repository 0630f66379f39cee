using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Search;

namespace Slimfront.Actors.Security;

/// <summary>Certificates in files and in the system's store.</summary>
public static class TlsFiles
{
    /// <summary>The authority's certificate, in every folder.</summary>
    public const string AuthorityFile = "ca.pem";

    /// <summary>A node's certificate and key, in that node's folder.</summary>
    public const string NodeFile = "node.pfx";

    /// <summary>Before the thumbprint of a certificate in the system's store.</summary>
    public const string StorePrefix = "store:";

    private const string PemMark = "-----BEGIN ";
    private const int Longest = 1 << 20;

    /// <summary>What stands in a folder: <see cref="AuthorityFile"/> and, for a node, <see cref="NodeFile"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="password">What the key is encrypted with; null where it is not.</param>
    /// <exception cref="UserErrorException">It is missing, damaged, or has expired.</exception>
    public static Tls ReadFolder(string folder, string? password)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"There is no folder of certificates '{folder}'.");
        var node = Path.Combine(folder, NodeFile);
        return Read(File.Exists(node) ? node : null, Path.Combine(folder, AuthorityFile), password);
    }

    /// <summary>What stands in two files.</summary>
    /// <param name="certificate">
    /// PFX, or PEM with the key in the same file, or "store:THUMBPRINT" of the user's or the machine's store; null for none.
    /// </param>
    /// <param name="authority">The authority's certificate, PEM or DER.</param>
    /// <param name="password">What the key is encrypted with; null where it is not.</param>
    /// <exception cref="UserErrorException">One is missing, damaged, or has expired.</exception>
    public static Tls Read(string? certificate, string authority, string? password) =>
        new(ReadAuthority(authority), certificate is null ? null : ReadCertificate(certificate, password));

    private static X509Certificate2 ReadAuthority(string file) =>
        Attempt(
            file,
            "certificate of an authority",
            () => X509CertificateLoader.LoadCertificate(Bytes(file))
        );

    private static X509Certificate2 ReadCertificate(string place, string? password) =>
        place.StartsWith(StorePrefix, StringComparison.Ordinal)
            ? FromStore(place[StorePrefix.Length..])
            : Attempt(
                place,
                "certificate with its key, or its password is another",
                () => Own(place, password)
            );

    private static X509Certificate2 Own(string file, string? password)
    {
        var bytes = Bytes(file);
        var text = System.Text.Encoding.ASCII.GetString(bytes);
        if (!text.Contains(PemMark, StringComparison.Ordinal))
            return X509CertificateLoader.LoadPkcs12(bytes, password);
        using var read = password is null
            ? X509Certificate2.CreateFromPem(text, text)
            : X509Certificate2.CreateFromEncryptedPem(text, text, password);
        // Windows cannot show a certificate whose key lives in memory only.
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pfx), null);
    }

    private static X509Certificate2 FromStore(string thumbprint)
    {
        foreach (var location in (StoreLocation[])[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
            try
            {
                using var store = new X509Store(StoreName.My, location, OpenFlags.ReadOnly);
                var found = store.Certificates.Find(
                    X509FindType.FindByThumbprint,
                    thumbprint,
                    validOnly: false
                );
                if (found.Count > 0)
                    return found[0];
            }
            catch (CryptographicException)
            {
                // This system has no such store.
            }

        throw new UserErrorException(
            $"No certificate in the user's or the machine's personal store has the thumbprint '{thumbprint}'."
        );
    }

    private static T Attempt<T>(string file, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"There is no certificate file '{file}'.", e);
        }
        catch (Exception e)
            when (e
                    is CryptographicException
                        or IOException
                        or UnauthorizedAccessException
                        or ArgumentException
            )
        {
            throw new UserErrorException($"'{file}' is no {what}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static byte[] Bytes(string file) =>
        new FileInfo(file).Length <= Longest
            ? File.ReadAllBytes(file)
            : throw new IOException($"it has more than {Longest} bytes");
}
