using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Actors.Security;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;

namespace Slimfront.Actors.Tests.Security;

public sealed class CertificateFolderTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public void Each_node_gets_what_it_needs_and_not_the_authoritys_key()
    {
        var made = Make(null, ["node1", "10.0.0.1"], ["fe80::1"]);

        Assert.That(made.Select(Path.GetFileName), Is.EqualTo(["node1", "fe80__1"]));
        Assert.That(
            Directory.GetFiles(made[0]).Select(Path.GetFileName),
            Is.EquivalentTo(["node.pfx", "ca.pem"])
        );
        Assert.That(TlsFiles.ReadFolder(made[0], null).Names, Is.EqualTo(["node1", "10.0.0.1"]));
    }

    [Test]
    public void Only_the_user_can_read_what_is_made()
    {
        if (OperatingSystem.IsWindows())
            return;
        Make(null, ["node1"]);

        var modes = Directory
            .GetFiles(_folder["certs"], "*", SearchOption.AllDirectories)
            .Select(File.GetUnixFileMode);
        Assert.That(modes, Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(
            File.GetUnixFileMode(_folder["certs/node1"]),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
        );
    }

    [Test]
    public void A_certificate_says_what_it_is_for_and_nothing_more()
    {
        var made = Make(null, ["node1", "10.0.0.1"]);
        using var own = TlsFiles.ReadFolder(made[0], null).Certificate!;
        using var authority = X509CertificateLoader.LoadCertificateFromFile(_folder["certs/ca.pem"]);

        Assert.That(own.HasPrivateKey);
        Assert.That(Usage(own), Is.EqualTo(X509KeyUsageFlags.DigitalSignature));
        Assert.That(
            own.Extensions.OfType<X509EnhancedKeyUsageExtension>()
                .Single()
                .EnhancedKeyUsages.Cast<Oid>()
                .Select(u => u.Value),
            Is.EqualTo(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"])
        );
        Assert.That(own.NotAfter - own.NotBefore, Is.EqualTo(Year + TimeSpan.FromHours(1)));
        Assert.That(own.Issuer, Is.EqualTo(authority.Subject));
        Assert.That(authority.HasPrivateKey, Is.False);
        Assert.That(Usage(authority), Is.EqualTo(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign));
    }

    [Test]
    public void Nothing_is_written_over()
    {
        Make(null, ["node1"]);
        var before = Bytes();

        Assert.That(
            () => Make(null, ["node2"], ["node1"]),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("node1' exists already")
        );
        Assert.That(Bytes(), Is.EqualTo(before));
    }

    [Test]
    public void A_node_that_comes_later_is_of_the_same_authority()
    {
        var first = TlsFiles.ReadFolder(Make(null, ["node1"])[0], null);
        var second = TlsFiles.ReadFolder(Make(null, ["node2"])[0], null);

        Assert.That(first.Trusts(second.Certificate, "node2"));
        Assert.That(second.Trusts(first.Certificate, "node1"));
    }

    [Test]
    public void A_password_is_needed_where_one_was_given()
    {
        var made = Make("secret", ["node1"]);

        Assert.That(TlsFiles.ReadFolder(made[0], "secret").Names, Is.EqualTo(["node1"]));
        foreach (var wrong in (string?[])[null, "other"])
            Assert.That(
                () => TlsFiles.ReadFolder(made[0], wrong),
                Throws.TypeOf<UserErrorException>().With.Message.Contains("password")
            );
        Assert.That(File.ReadAllText(_folder["certs/ca.key"]), Does.Contain("ENCRYPTED"));
        Assert.That(() => Make("other", ["node2"]), Throws.TypeOf<UserErrorException>());
        Assert.That(Make("secret", ["node2"]), Has.Length.EqualTo(1));
    }

    [TestCase("../escape")]
    [TestCase("a b")]
    [TestCase("*.example.org")]
    [TestCase("")]
    public void What_is_no_host_is_refused(string name) =>
        Assert.That(() => Make(null, [name]), Throws.TypeOf<UserErrorException>());

    [Test]
    public void A_certificate_with_its_key_as_PEM_is_read_too()
    {
        var made = Make(null, ["node1"]);
        using var own = TlsFiles.ReadFolder(made[0], null).Certificate!;
        using var key = own.GetECDsaPrivateKey()!;
        File.WriteAllText(_folder["node.pem"], own.ExportCertificatePem() + "\n" + Pem(own));

        var read = TlsFiles.Read(_folder["node.pem"], _folder["certs/ca.pem"], null);

        Assert.That(read.Certificate!.Thumbprint, Is.EqualTo(own.Thumbprint));
        Assert.That(read.Certificate.HasPrivateKey);
    }

    [Test]
    public void Missing_and_damaged_files_are_named()
    {
        File.WriteAllText(_folder["junk.pem"], "junk");

        Assert.That(
            () => TlsFiles.ReadFolder(_folder["nowhere"], null),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("nowhere")
        );
        Assert.That(
            () => TlsFiles.Read(null, _folder["none.pem"], null),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("none.pem")
        );
        Assert.That(
            () => TlsFiles.Read(null, _folder["junk.pem"], null),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("junk.pem")
        );
        Assert.That(
            () => TlsFiles.Read("store:0123", Make(null, ["node1"])[0] + "/ca.pem", null),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("0123")
        );
    }

    // A new key of the certificate's own is exported by way of a container that allows it.
    private static string Pem(X509Certificate2 own)
    {
        var pfx = own.Export(X509ContentType.Pfx);
        using var copy = X509CertificateLoader.LoadPkcs12(pfx, null, X509KeyStorageFlags.Exportable);
        using var key = copy.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private string[] Make(string? password, params string[][] nodes) =>
        [
            .. new CertificateFolder(_folder["certs"], password, TimeProvider.System).Make(
                [.. nodes.Select(n => System.Collections.Immutable.ImmutableArray.Create(n))],
                Year
            ),
        ];

    private string[] Bytes() =>
        [
            .. Directory
                .GetFiles(_folder["certs"], "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(f => $"{f} {Convert.ToHexString(File.ReadAllBytes(f))}"),
        ];

    private static X509KeyUsageFlags Usage(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages;
}
