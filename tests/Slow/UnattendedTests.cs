using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Tests.EndToEnd;
using Slimfront.Search.Studies;

namespace Slimfront.Slow.Tests;

/// <summary>
/// A cluster of processes as README sets it up, with the waits that are shipped and nobody who starts a worker again: whatever is
/// killed, the study ends as it would have undisturbed, and the workers are the processes that began.
/// </summary>
[Category("Long")]
public sealed class UnattendedTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(6);

    private static readonly Lazy<string[]> Undisturbed = new(() =>
    {
        using var workspace = new Workspace();
        var run = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml", "--run", "alone");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        return Workspace.Trials(workspace.Study("alone"));
    });

    [TestCase(5)]
    [TestCase(60)]
    public async Task The_only_coordinator_is_killed_and_started_again(int seconds)
    {
        using var cluster = new Unattended(coordinators: 1);
        await cluster.BeginAsync();
        cluster.Kill(0);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        cluster.Start(0);

        await FinishAsync(cluster, cluster.Workers);
    }

    [Test]
    public async Task The_only_coordinator_is_stopped_in_order_and_started_again()
    {
        using var cluster = new Unattended(coordinators: 1);
        await cluster.BeginAsync();
        Assert.That(SlimfrontProcess.Signal(cluster[0], "TERM"), Is.Zero);
        cluster.Start(0);

        await FinishAsync(cluster, cluster.Workers);
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task A_worker_and_the_coordinator_are_killed_15_seconds_apart(int coordinators)
    {
        using var cluster = new Unattended(coordinators);
        await cluster.BeginAsync();
        var killed = cluster.Workers.First();
        cluster.Kill(killed);
        await Task.Delay(TimeSpan.FromSeconds(15));
        cluster.Kill(0);
        await Task.Delay(TimeSpan.FromSeconds(5));
        cluster.Start(0);
        cluster.Start(killed);

        await FinishAsync(cluster, cluster.Workers.Where(w => w != killed));
    }

    [Test]
    public async Task All_three_coordinators_are_killed_and_started_again()
    {
        using var cluster = new Unattended(coordinators: 3);
        await cluster.BeginAsync();
        foreach (var coordinator in cluster.Coordinators)
            cluster.Kill(coordinator);
        await Task.Delay(TimeSpan.FromSeconds(5));
        foreach (var coordinator in cluster.Coordinators)
            cluster.Start(coordinator);

        await FinishAsync(cluster, cluster.Workers);
    }

    private static async Task FinishAsync(Unattended cluster, IEnumerable<int> stayed)
    {
        await Eventually.True(
            () => cluster.Study() is { Phase: StudyPhase.Finished },
            "the study ends",
            Deadline
        );
        Assert.That(Workspace.Trials(cluster.Study()!), Is.EqualTo(Undisturbed.Value));
        foreach (var worker in stayed)
        {
            Assert.That(cluster.Starts(worker), Is.EqualTo(1));
            Assert.That(cluster[worker].HasExited, Is.False, cluster[worker].Output);
        }
    }
}
