using System.Diagnostics;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class ClusterTests
{
    [Test]
    public void A_study_survives_the_death_of_a_worker_node_and_of_a_runner()
    {
        using var workspace = new Workspace();
        var ports = Ports.Free(6);
        var address = $"http://127.0.0.1:{ports[1]}";
        using var coordinator = Nodes.Start(workspace, "coordinator", ports[0], ports[1], ports[0]);
        using var first = Nodes.Start(workspace, "worker", ports[2], ports[3], ports[0]);
        using var second = Nodes.Start(workspace, "worker", ports[4], ports[5], ports[0]);
        foreach (var node in (SlimfrontProcess[])[coordinator, first, second])
            Nodes.Ready(node);

        using var client = SlimfrontProcess.Start(
            workspace.Folder,
            "search",
            "study.yaml",
            "--cluster",
            address
        );
        client.Await(
            "the teacher's trial",
            () => client.Output.Contains("teacher:", StringComparison.Ordinal)
        );
        KillRunnerOf(second);
        client.Await("a trial", () => client.Output.Contains("trial ", StringComparison.Ordinal));
        first.Kill();
        Assert.That(client.WaitForExit(), Is.Zero, client.Errors);

        var study = workspace.Study("coordinator-" + ports[0]);
        Assert.That(study.Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(study.Trials.Select(t => t.Outcome), Is.All.InstanceOf<Outcome.Completed>());
        Assert.That(study.Searched.Count(), Is.EqualTo(6));
        foreach (var number in study.Front())
            Assert.That(
                File.Exists(Path.Combine(workspace.Folder, $"runs/small/models/trial-{number}.safetensors"))
            );

        var alone = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml", "--run", "alone");
        Assert.That(alone.ExitCode, Is.Zero, alone.Errors);
        Assert.That(Workspace.Trials(study), Is.EqualTo(Workspace.Trials(workspace.Study("alone"))));
    }

    private static void KillRunnerOf(SlimfrontProcess node)
    {
        var runner = Process
            .GetProcessesByName("slimfront")
            .Single(p => p.Id != node.Id && ParentOf(p.Id) == node.Id);
        runner.Kill();
    }

    private static int ParentOf(int pid)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Parents of processes are read from /proc.");
        try
        {
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
