using Slimfront.Actors.Security;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Security;

/// <summary>The certificates of two clusters, made once for all tests.</summary>
internal static class Certificates
{
    private static readonly Lazy<TemporaryFolder> Folder = new(Make);

    /// <summary>What the node on 127.0.0.1 has.</summary>
    public static Tls First => TlsFiles.ReadFolder(Folder.Value["ours/127.0.0.1"], null);

    /// <summary>What the node on 127.0.0.2 has.</summary>
    public static Tls Second => TlsFiles.ReadFolder(Folder.Value["ours/127.0.0.2"], null);

    /// <summary>What a node elsewhere has; stolen, when it is seen here.</summary>
    public static Tls Elsewhere => TlsFiles.ReadFolder(Folder.Value["ours/192.0.2.1"], null);

    /// <summary>What a client has.</summary>
    public static Tls Client => TlsFiles.ReadFolder(Folder.Value["ours"], null);

    /// <summary>What a node on 127.0.0.1 of another cluster has.</summary>
    public static Tls Foreign => TlsFiles.ReadFolder(Folder.Value["theirs/127.0.0.1"], null);

    private static TemporaryFolder Make()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        new CertificateFolder(folder["ours"], null, TimeProvider.System).Make(
            [
                ["127.0.0.1", "localhost"],
                ["127.0.0.2"],
                ["192.0.2.1"],
            ],
            TimeSpan.FromDays(1)
        );
        new CertificateFolder(folder["theirs"], null, TimeProvider.System).Make(
            [
                ["127.0.0.1", "127.0.0.2", "localhost"],
            ],
            TimeSpan.FromDays(1)
        );
        return folder;
    }
}
