using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>A run depends neither on the folder it was begun in nor, silently, on files that changed.</summary>
public sealed class MovedRunTests
{
    private const string Study = """
        data: { set: csv, csv.path: d.csv }
        baselines: off
        budget: { trials: 6 }
        lag: 2
        teacher: { family: mlp, mlp.depth: 1, epochs: 20 }
        training: { epochs: 60 }
        space: { student: mlp, teaching: none, pruning: none, tickets: none, quantization: none }
        """;

    [Test]
    public void An_interrupted_run_goes_on_from_anywhere_with_its_own_data_and_never_with_others()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("SIGINT is sent with kill, which Windows has not.");
        using var workspace = new Workspace(Study);
        WriteData(workspace, shift: 0);
        using var process = SlimfrontProcess.Start(workspace.Folder, "search", "study.yaml", "--run", "mine");
        process.Await("a trial", () => process.Output.Contains("trial 0", StringComparison.Ordinal));
        Assert.That(SlimfrontProcess.Signal(process, "INT"), Is.EqualTo(130), process.Errors);
        var run = Path.Combine(workspace.Folder, "mine");
        var journal = Events(workspace);

        WriteData(workspace, shift: 1);
        var changed = SlimfrontProcess.Run(workspace.Folder, "resume", "mine");
        Assert.That(changed.ExitCode, Is.EqualTo(2), changed.Errors);
        Assert.That(changed.Errors, Does.Contain("has changed since the run began"));
        File.Delete(Path.Combine(workspace.Folder, "d.csv"));
        var gone = SlimfrontProcess.Run(workspace.Folder, "resume", "mine");
        Assert.That(gone.ExitCode, Is.EqualTo(2), gone.Errors);
        Assert.That(gone.Errors, Does.Contain("does not exist"));
        Assert.That(Events(workspace), Is.EqualTo(journal), "the journal is untouched");

        // Back, under another roof, and seen from a third folder.
        WriteData(workspace, shift: 0);
        var elsewhere = workspace.Folder + "-moved";
        Directory.Move(workspace.Folder, elsewhere);
        try
        {
            var resumed = SlimfrontProcess.Run("/", "resume", Path.Combine(elsewhere, "mine"));
            Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
            Assert.That(resumed.Errors, Does.Not.Contain("cannot"));
        }
        finally
        {
            Directory.Move(elsewhere, workspace.Folder);
        }

        var study = workspace.Study("mine");
        Assert.That(study.Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(study.Trials.Select(t => t.Outcome), Is.All.InstanceOf<Outcome.Completed>());
        Assert.That(study.Environments, Has.Count.EqualTo(1), "one machine");
        Assert.That(Directory.Exists(run));
    }

    private static int Events(Workspace workspace) =>
        Slimfront
            .Actors.Journal.JournalReader.Read(Path.Combine(workspace.Folder, "mine", "journal.db"))
            .Values.Single()
            .Count;

    private static void WriteData(Workspace workspace, int shift) =>
        workspace.Write(
            "d.csv",
            string.Join(
                '\n',
                Enumerable
                    .Range(0, 300)
                    .Select(i => $"{i % 7}.5,{(i * 5) % 11},{(i % 3) * 4},{(i + shift) % 3}")
                    .Prepend("a,b,c,label")
            )
        );
}
