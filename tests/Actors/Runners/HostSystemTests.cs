using Slimfront.Actors.Runners;

namespace Slimfront.Actors.Tests.Runners;

public sealed class HostSystemTests
{
    [Test]
    public void A_full_disk_is_recognised()
    {
        // Every write to this device fails as on a full disk.
        if (!File.Exists("/dev/full"))
            Assert.Ignore("This system has no device that is always full.");
        var error = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "abc"));

        Assert.That(HostSystem.IsDiskFull(error!), Is.True);
        Assert.That(HostSystem.IsDiskFull(new InvalidOperationException("inside", error)), Is.True);
    }

    [Test]
    public void Another_error_is_not_a_full_disk()
    {
        var error = Assert.Throws<FileNotFoundException>(() => File.ReadAllText("no such file"));

        Assert.That(HostSystem.IsDiskFull(error!), Is.False);
        Assert.That(HostSystem.IsDeviceMissing(error!), Is.False);
    }

    [TestCase("a\nb\r\n", "a | b")]
    [TestCase("a\n   at Frame()\n", "a")]
    [TestCase("\u001b[31mred", "[31mred")]
    [TestCase(null, "")]
    public void Any_text_becomes_one_line(string? text, string line) =>
        Assert.That(OneLine.Of(text), Is.EqualTo(line));
}
