using System.Diagnostics;
using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Tests.EndToEnd;
using Slimfront.Search.Studies;

namespace Slimfront.Slow.Tests;

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

    [Test]
    public void A_cluster_refuses_a_faulty_study_with_the_line_and_the_exit_code_of_a_search_here()
    {
        using var workspace = new Workspace();
        var ports = Ports.Free(2);
        using var coordinator = Nodes.Start(workspace, "coordinator", ports[0], ports[1], ports[0]);
        Nodes.Ready(coordinator);
        (string Name, string Faulty)[] studies =
        [
            (
                "listed",
                """
                limits: { bytes: 10k }
                space: { student: [mlp], teaching: [none], pruning: [none], tickets: [none], quantization: [none] }
                warm-start: [{ student: mlp, student.mlp: { depth: 2, width: 1 }, teaching: none, pruning: none, tickets: none, quantization: none }]
                """
            ),
            ("unknown", "warm-start: [{ studnt: mlp }]"),
            ("wide", "space: { student.plain-cnn.width: { from: 0.1, to: 100 } }"),
            ("vain", "space: { student: [mlp], student.plain-cnn.depth: [\"4\"] }"),
            ("idle", "data: { csv.path: my.csv }"),
        ];
        foreach (var (name, faulty) in studies)
        {
            File.WriteAllText(Path.Combine(workspace.Folder, "faulty.yaml"), $"name: {name}\n{faulty}\n");
            var here = SlimfrontProcess.Run(workspace.Folder, "search", "faulty.yaml");
            var there = SlimfrontProcess.Run(
                workspace.Folder,
                "search",
                "faulty.yaml",
                "--cluster",
                $"http://127.0.0.1:{ports[1]}"
            );
            Assert.That(here.ExitCode, Is.EqualTo(2), here.Errors);
            Assert.That((there.ExitCode, there.Errors), Is.EqualTo((here.ExitCode, here.Errors)), name);
        }
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
