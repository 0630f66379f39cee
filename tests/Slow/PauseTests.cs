using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Tests.EndToEnd;

namespace Slimfront.Slow.Tests;

public sealed class PauseTests
{
    [Test]
    public void A_paused_study_leaves_its_slot_to_others_and_goes_on_from_where_it_was()
    {
        using var workspace = new Workspace(Workspace.LongStudy);
        workspace.Write(
            "short.yaml",
            """
            name: short
            budget: { trials: 1 }
            baselines: off
            teacher: { family: mlp, epochs: 1 }
            training: { epochs: 1 }
            space: { student: mlp, teaching: none, pruning: none, tickets: none, quantization: none }
            """
        );
        var ports = Ports.Free(2);
        var cluster = $"http://127.0.0.1:{ports[1]}";
        using var node = Nodes.Start(workspace, "coordinator,worker", ports[0], ports[1], ports[0]);
        Nodes.Ready(node);
        Nodes.Ask(workspace, cluster, "submit", "study.yaml");
        var before = Nodes.Progress(workspace, cluster, node);
        var stage = Nodes.Running(workspace, cluster).Keys.Single();

        Nodes.Ask(workspace, cluster, "pause", "long");
        Assert.That(Nodes.Ask(workspace, cluster, "search", "short.yaml"), Does.Contain("short"));
        Assert.That(Nodes.Ask(workspace, cluster, "status"), Does.Match("long +paused"));
        Assert.That(Nodes.Running(workspace, cluster).Keys, Has.None.EqualTo(stage));

        Nodes.Ask(workspace, cluster, "continue", "long");
        var after = 0.0;
        node.Await(
            "the stage's next attempt",
            () => Nodes.Running(workspace, cluster).TryGetValue(stage, out after) && after > 0
        );
        Assert.That(after, Is.GreaterThanOrEqualTo(before));
    }
}
