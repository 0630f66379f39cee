using System.CommandLine;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Cli.Commands;

/// <summary>Which certificates a command shows and believes.</summary>
public static class TlsFlags
{
    /// <summary>The environment variable that holds the password of keys.</summary>
    public const string PasswordVariable = "SLIMFRONT_TLS_PASSWORD";

    /// <summary>A folder that the certs command made.</summary>
    public static readonly Option<string?> Folder = new("--tls")
    {
        Description =
            $"Folder with {TlsFiles.AuthorityFile} and, for a node, {TlsFiles.NodeFile}, as 'certs' makes them.",
    };

    /// <summary>A certificate with its key.</summary>
    public static readonly Option<string?> Certificate = new("--certificate")
    {
        Description =
            $"Instead of --tls: a certificate with its key, PFX or PEM, or '{TlsFiles.StorePrefix}THUMBPRINT' of the "
            + $"system's store; needs --ca. A password comes from the variable {PasswordVariable}.",
    };

    /// <summary>The certificate of the authority.</summary>
    public static readonly Option<string?> Authority = new("--ca")
    {
        Description = "Instead of --tls: the certificate of the cluster's authority (PEM).",
    };

    /// <summary>The password of keys; null where none is set.</summary>
    public static string? Password =>
        Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null;

    /// <summary>What the flags say; null where they say nothing.</summary>
    /// <exception cref="UserErrorException">They contradict each other, or what they name cannot be read.</exception>
    public static Tls? Read(ParseResult parsed)
    {
        var (folder, certificate, authority) = (
            parsed.GetValue(Folder),
            parsed.GetValue(Certificate),
            parsed.GetValue(Authority)
        );
        if (folder is not null && (certificate ?? authority) is not null)
            throw new UserErrorException("--tls names everything; leave out --certificate and --ca.");
        if (folder is not null)
            return TlsFiles.ReadFolder(folder, Password);
        if (authority is not null)
            return TlsFiles.Read(certificate, authority, Password);
        return certificate is null
            ? null
            : throw new UserErrorException("--certificate needs --ca, the certificate of the authority.");
    }

    /// <summary>One line for the start of a node.</summary>
    public static string Describe(Tls? tls) =>
        tls?.Certificate is { } own
            ? $"TLS is on: a certificate for {string.Join(", ", tls.Names)}, valid until {own.NotAfter:yyyy-MM-dd}"
            : "TLS is off: this node talks on the loopback interface only ('slimfront certs' and --tls switch it on)";
}
