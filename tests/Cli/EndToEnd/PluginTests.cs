namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class PluginTests
{
    private static string Plugin =>
        Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "..",
                "..",
                "MaxNorm",
                Configuration,
                "Slimfront.MaxNorm.dll"
            )
        );

    private static string Configuration =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    [Test]
    public void A_criterion_from_another_assembly_is_listed_and_used()
    {
        using var workspace = new Workspace(
            $"{Workspace.SmallStudy}\nwarm-start: [{{ pruning: channels, pruning.channels.criterion: max-norm, pruning.channels.ratio-of: channels }}]"
        );
        var listed = SlimfrontProcess.Run(workspace.Folder, "techniques", "--plugins", Plugin);
        Assert.That(listed.Output, Does.Contain("max-norm"), listed.Errors);
        var without = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(without.ExitCode, Is.EqualTo(2));
        Assert.That(without.Errors, Does.Contain("max-norm").And.Contain("l1"));
        var searched = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml", "--plugins", Plugin);
        Assert.That(searched.ExitCode, Is.Zero, searched.Errors);
        var trial = workspace.Study("runs/small").Trials[0];
        Assert.That(trial.Measurement, Is.Not.Null);
        Assert.That(trial.Configuration.Text("pruning.channels.criterion"), Is.EqualTo("max-norm"));
    }

    [Test]
    public void A_missing_plugin_is_named()
    {
        using var workspace = new Workspace();
        var (exitCode, _, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "techniques",
            "--plugins",
            "none.dll"
        );
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("none.dll"));
    }
}
