using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Search;

namespace Slimfront.Actors.Security;

/// <summary>
/// A cluster's certificates as files: the authority in the folder, and below it one folder for each node, to be copied to
/// that node's machine. Nothing that exists is ever written over; only this user can read what is made.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="password">Encrypts the keys; null for none.</param>
/// <param name="clock">The clock.</param>
public sealed class CertificateFolder(string path, string? password, TimeProvider clock)
{
    private const string KeyFile = "ca.key";

    private string AuthorityCertificate => Path.Combine(path, TlsFiles.AuthorityFile);

    private string AuthorityKey => Path.Combine(path, KeyFile);

    /// <summary>Makes certificates, and the authority where there is none yet.</summary>
    /// <param name="nodes">The names of each node.</param>
    /// <param name="lifetime">How long its certificate is valid.</param>
    /// <returns>The folder of each node, in order.</returns>
    /// <exception cref="UserErrorException">A folder exists already, a name is none, or nothing can be written.</exception>
    public ImmutableArray<string> Make(ImmutableArray<ImmutableArray<string>> nodes, TimeSpan lifetime)
    {
        var folders = nodes.Select(Folder).ToImmutableArray();
        foreach (var folder in folders)
            if (Directory.Exists(folder) || File.Exists(folder))
                throw new UserErrorException(
                    $"'{folder}' exists already, and certificates are never written over."
                );
        if (folders.Distinct(StringComparer.Ordinal).Count() < folders.Length)
            throw new UserErrorException("Two nodes have the same first name.");
        try
        {
            using var authority = ReadOrCreate();
            for (var i = 0; i < nodes.Length; i++)
                Write(folders[i], authority, nodes[i], lifetime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be written: {e.Message}", e);
        }

        return folders;
    }

    // An IPv6 address has colons, which are not allowed in names of files everywhere.
    private string Folder(ImmutableArray<string> names) =>
        Path.Combine(path, CertificateNames.Checked(names[0]).Replace(':', '_'));

    private Authority ReadOrCreate()
    {
        if (File.Exists(AuthorityCertificate) || File.Exists(AuthorityKey))
            return ReadAuthority();
        var authority = Authority.Create(clock.GetUtcNow());
        Private.CreateFolder(path);
        Private.Write(AuthorityKey, authority.KeyPem(password));
        Private.Write(AuthorityCertificate, authority.CertificatePem);
        return authority;
    }

    private Authority ReadAuthority()
    {
        try
        {
            return Authority.Read(
                File.ReadAllText(AuthorityCertificate),
                File.ReadAllText(AuthorityKey),
                password
            );
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException)
        {
            throw new UserErrorException(
                $"The authority in '{path}' cannot be used ({TlsFiles.AuthorityFile}, {KeyFile}): {e.Message}",
                e
            );
        }
    }

    private void Write(string folder, Authority authority, ImmutableArray<string> names, TimeSpan lifetime)
    {
        using var certificate = authority.Issue(names, clock.GetUtcNow(), lifetime);
        Private.CreateFolder(folder);
        Private.Write(Path.Combine(folder, TlsFiles.NodeFile), Pfx(certificate));
        Private.Write(Path.Combine(folder, TlsFiles.AuthorityFile), authority.CertificatePem);
    }

    private byte[] Pfx(X509Certificate2 certificate) =>
        certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password);
}
