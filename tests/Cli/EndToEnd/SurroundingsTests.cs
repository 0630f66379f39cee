namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>What surrounds the program: disks, outputs, languages, folders.</summary>
public sealed class SurroundingsTests
{
    [Test]
    public void A_disk_that_is_full_at_the_start_is_said_at_once_and_nothing_stays_behind()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("A small file system is mounted with Linux's unshare.");
        using var workspace = new Workspace();
        Directory.CreateDirectory(Path.Combine(workspace.Folder, "full"));
        var script =
            $"mount -t tmpfs -o size=160k tmpfs full && cd full && '{SlimfrontProcess.File}' search ../study.yaml; "
            + "code=$?; ls runs; exit $code";
        using var process = SlimfrontProcess.Start(
            workspace.Folder,
            "unshare",
            ["--mount", "--map-root-user", "sh", "-c", script]
        );
        var exitCode = process.WaitForExit();
        if (process.Errors.Contains("unshare", StringComparison.Ordinal))
            Assert.Ignore($"No file system can be mounted here: {process.Errors}");
        Assert.That(exitCode, Is.EqualTo(2), process.Errors);
        Assert.That(process.Errors, Does.Contain("the disk is full"));
        Assert.That(process.Output, Is.Empty, "no run, no folder of one");
    }

    [Test]
    public void Output_that_is_full_or_closed_is_no_fault_of_the_program()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("/dev/full is Linux's.");
        using var workspace = new Workspace();
        var (full, closed, head) = (
            Shell(workspace, "techniques > /dev/full"),
            Shell(workspace, "techniques >&-"),
            Shell(workspace, "techniques | head -1")
        );
        Assert.That(full.ExitCode, Is.EqualTo(2), full.Errors);
        Assert.That(full.Errors, Does.Contain("standard output cannot be written").And.Not.Contain("fault"));
        Assert.That(closed.Errors, Does.Not.Contain("fault"));
        Assert.That(head.Errors, Does.Not.Contain("fault"));
        Assert.That(head.Output.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    [Test]
    public void Numbers_read_the_same_in_every_language()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The language is set by Linux's variables.");
        using var workspace = new Workspace();
        var usual = Shell(workspace, "space study.yaml", "LC_ALL=C").Output;
        Assert.That(usual, Does.Contain("0.05"));
        var german = Shell(
            workspace,
            "space study.yaml",
            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0 LC_ALL=de_DE.UTF-8"
        );
        if (german.Errors.Contains("ICU", StringComparison.Ordinal))
            Assert.Ignore("ICU is not installed here, so there is no other language.");
        Assert.That(german.Output, Is.EqualTo(usual));
    }

    [Test]
    public void A_store_is_found_by_the_name_of_its_run()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(Path.Combine(workspace.Folder, "runs", "mine", "store", "objects"));
        workspace.Write("runs/mine/journal.db", "");
        var found = SlimfrontProcess.Run(workspace.Folder, "store", "mine");
        Assert.That(found.ExitCode, Is.Zero, found.Errors);
        var none = SlimfrontProcess.Run(workspace.Folder, "store", "other");
        Assert.That(none.ExitCode, Is.EqualTo(2));
        Assert.That(none.Errors, Does.Contain("'other'"));
    }

    private static (int ExitCode, string Output, string Errors) Shell(
        Workspace workspace,
        string command,
        string variables = ""
    )
    {
        using var process = SlimfrontProcess.Start(
            workspace.Folder,
            "sh",
            ["-c", $"{variables} '{SlimfrontProcess.File}' {command}"]
        );
        var exitCode = process.WaitForExit();
        return (exitCode, process.Output, process.Errors);
    }
}
