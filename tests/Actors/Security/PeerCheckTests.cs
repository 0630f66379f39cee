using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Actors.Tests.Security;

public sealed class PeerCheckTests
{
    private static readonly PeerCheck Check = new(Certificates.First, checksSource: true);

    [TestCase("127.0.0.2:40000")]
    [TestCase("127.0.0.1:40000", Description = "a system chooses which loopback address it dials from")]
    [TestCase("[::ffff:127.0.0.2]:40000")]
    [TestCase("akka.ssl.tcp://slimfront@127.0.0.2:4053")]
    public void A_node_of_this_cluster_at_its_own_address_is_believed(string peer) =>
        Assert.That(Check.Fault(Certificates.Second.Certificate, peer), Is.Null);

    [TestCase("127.0.0.2:40000", "comes from 127.0.0.2")]
    [TestCase("akka.ssl.tcp://slimfront@127.0.0.2:4053", "not for 127.0.0.2")]
    public void Another_nodes_certificate_is_not(string peer, string fault) =>
        Assert.That(Check.Fault(Certificates.Elsewhere.Certificate, peer), Does.Contain(fault));

    [Test]
    public void Where_addresses_are_translated_the_source_may_be_any()
    {
        var check = new PeerCheck(Certificates.First, checksSource: false);

        Assert.That(check.Fault(Certificates.Elsewhere.Certificate, "127.0.0.2:40000"), Is.Null);
        Assert.That(
            check.Fault(Certificates.Elsewhere.Certificate, "akka.ssl.tcp://slimfront@127.0.0.2:4053"),
            Is.Not.Null
        );
    }

    [TestCase("127.0.0.1:40000")]
    [TestCase("akka.ssl.tcp://slimfront@127.0.0.1:4053")]
    public void Another_authoritys_certificate_is_not_nor_none(string peer)
    {
        Assert.That(Check.Fault(Certificates.Foreign.Certificate, peer), Does.Contain("not signed by"));
        Assert.That(Check.Fault(null, peer), Is.Not.Null);
    }

    [Test]
    public void An_authority_of_the_same_name_is_still_another_one()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var ours = Authority.Create(now);
        using var own = X509Certificate2.CreateFromPem(ours.CertificatePem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(own.SubjectName, key, HashAlgorithmName.SHA256);
        using var forged = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        var tls = new Tls(own, null);

        Assert.That(tls.Fault(forged), Is.Not.Null);
        using var issued = ours.Issue(["node1"], now, TimeSpan.FromDays(1));
        Assert.That(tls.Fault(issued), Is.Null);
    }

    [Test]
    public void What_has_expired_is_refused_with_its_date()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = Authority.Create(now.AddDays(-10));
        var own = X509Certificate2.CreateFromPem(authority.CertificatePem);
        using var old = authority.Issue(["node1"], now.AddDays(-10), TimeSpan.FromDays(1));

        Assert.That(new Tls(own, null).Fault(old), Does.Contain("valid from"));
        Assert.That(
            () => new Tls(own, old),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("valid from")
        );
    }

    [Test]
    public void An_authority_that_signed_another_certificate_is_refused_at_once() =>
        Assert.That(
            () => new Tls(Certificates.Foreign.Certificate!, Certificates.First.Certificate),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("not signed by")
        );
}
