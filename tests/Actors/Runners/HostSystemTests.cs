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

    [TestCase(139, "signal 11")]
    [TestCase(137, "signal 9")]
    [TestCase(7, null)]
    public void The_signal_that_ended_a_runner_is_found_in_what_is_said_of_it(int exitCode, string? death)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no signals.");
        Assert.That(
            HostSystem.DeathIn($"{HostSystem.DescribeRunner(exitCode)}: last words"),
            Is.EqualTo(death)
        );
    }

    [Test]
    public void What_a_process_used_of_the_processors_and_what_it_waited_for_is_told()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Linux tells it.");
        var before = HostSystem.Scheduling(Environment.ProcessId)!.Value;
        var until = Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(100);
        while (Environment.CpuUsage.TotalTime < until)
            Thread.SpinWait(1000);
        var after = HostSystem.Scheduling(Environment.ProcessId)!.Value;

        Assert.That(after.Used - before.Used, Is.GreaterThan(TimeSpan.FromMilliseconds(20)));
        Assert.That(after.Waited, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
        Assert.That(HostSystem.Scheduling(-1), Is.Null);
    }

    [TestCase("a\nb\r\n", "a | b")]
    [TestCase("a\n   at Frame()\n", "a")]
    [TestCase("\u001b[31mred", "[31mred")]
    [TestCase(null, "")]
    public void Any_text_becomes_one_line(string? text, string line) =>
        Assert.That(OneLine.Of(text), Is.EqualTo(line));
}
