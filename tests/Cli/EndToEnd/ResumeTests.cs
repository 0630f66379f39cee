using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class ResumeTests
{
    [Test]
    public void A_run_killed_at_three_moments_and_resumed_equals_one_that_was_left_alone()
    {
        using var workspace = new Workspace();
        var whole = Undisturbed.Study;
        string[] command = ["search", "study.yaml", "--run", "killed"];
        var all = whole.Stages.Count;
        foreach (var share in (double[])[0.1, 0.4, 0.8])
        {
            using var process = SlimfrontProcess.Start(workspace.Folder, command);
            process.Await($"{share:P0} of the stages", () => Completed(workspace, "killed") >= share * all);
            process.Kill();
            process.WaitForExit();
            command = ["resume", "killed"];
        }

        var resumed = SlimfrontProcess.Run(workspace.Folder, command);
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
        var study = workspace.Study("killed");
        Assert.That(Workspace.Trials(study), Is.EqualTo(Workspace.Trials(whole)));
        Assert.That(study.FinalFront, Is.EqualTo(whole.FinalFront));
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    [Test]
    public void Interrupted_searches_say_how_to_go_on_and_end_with_code_130()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("SIGINT is sent with kill, which Windows has not.");
        using var workspace = new Workspace();
        using var process = SlimfrontProcess.Start(workspace.Folder, "search", "study.yaml");
        process.Await("a stage", () => Completed(workspace, "runs/small") >= 2);
        using var kill = SlimfrontProcess.Start(workspace.Folder, "kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.That(process.WaitForExit(), Is.EqualTo(130), process.Errors);
        Assert.That(process.Errors, Does.Contain("slimfront resume"));
        var status = SlimfrontProcess.Run(workspace.Folder, "status", "small");
        Assert.That(
            status.Output,
            Does.Contain("no process runs it now; go on with: slimfront resume small")
        );
        var resumed = SlimfrontProcess.Run(workspace.Folder, "resume", "small");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
        Assert.That(workspace.Study("runs/small").Phase, Is.EqualTo(StudyPhase.Finished));
    }

    // The index of finished stages is written by the process itself, so it can be read while the process runs.
    private static int Completed(Workspace workspace, string run)
    {
        var index = Path.Combine(workspace.Folder, run, "store", "stages");
        return Directory.Exists(index) ? Directory.GetFiles(index, "*.json").Length : 0;
    }
}
