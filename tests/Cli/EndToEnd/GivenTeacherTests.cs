using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>A model of one run teaches in another, which needs its file at the beginning only.</summary>
public sealed class GivenTeacherTests
{
    private const string First = """
        name: first
        baselines: off
        budget: { trials: 1 }
        teacher: { family: mlp, mlp.depth: 1, epochs: 3 }
        training: { epochs: 1 }
        space: { student: mlp, teaching: none, pruning: none, tickets: none, quantization: none }
        """;

    private const string Second = """
        name: second
        baselines: off
        budget: { trials: 2 }
        teacher.file: teacher.safetensors
        training: { epochs: 1 }
        space: { student: mlp, teaching: distil, teaching.distil.features: none, pruning: none, tickets: none, quantization: none }
        """;

    [Test]
    public void It_is_as_good_as_it_was_and_going_on_with_the_run_needs_its_file_no_more()
    {
        using var workspace = new Workspace(First);
        Succeeds(workspace, "search", "study.yaml", "--run", "one");
        Succeeds(
            workspace,
            "export",
            "one",
            "--trial",
            "teacher",
            "--as",
            "safetensors",
            "--out",
            "teacher.safetensors"
        );
        workspace.Write("second.yaml", Second);
        Succeeds(workspace, "search", "second.yaml", "--run", "two");
        var (one, two) = (workspace.Study("one"), workspace.Study("two"));
        Assert.That(two.Trials.Select(t => t.Outcome), Is.All.InstanceOf<Outcome.Completed>());
        Assert.That(two.Teacher!.Measurement!["accuracy"], Is.EqualTo(one.Teacher!.Measurement!["accuracy"]));
        Assert.That(
            two.Result(two.Teacher.Model)!.Artifact,
            Is.EqualTo(one.Result(one.Teacher.Model)!.Artifact)
        );

        File.Delete(Path.Combine(workspace.Folder, "teacher.safetensors"));
        Assert.That(Succeeds(workspace, "resume", "two"), Does.Not.Contain("has changed"));
    }

    private static string Succeeds(Workspace workspace, params string[] arguments)
    {
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, arguments);
        Assert.That(exitCode, Is.Zero, errors);
        return errors;
    }
}
