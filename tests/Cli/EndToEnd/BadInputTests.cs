using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class BadInputTests
{
    [TestCase("traning: { epochs: 3 }", ":1: ", "traning", "training.epochs")]
    [TestCase("seed: 1\ntraining: { epochs: many }", ":2: ", "'many'", "")]
    [TestCase("budget: { trails: 5 }", ":1: ", "budget.trails", "budget.trials")]
    [TestCase("objectives: [accuracy, size]", ":1: ", "'size'", "bytes")]
    [TestCase("sampler: sobl", ":1: ", "'sobl'", "sobol")]
    [TestCase("space: { student: resnet-900 }", "", "resnet-900", "plain-cnn")]
    [TestCase("space: { pruning.chanels.ratio: 0.5 }", "", "pruning.chanels.ratio", "pruning.channels.ratio")]
    [TestCase("space: { student: [] }", ":1: ", "student", "nothing to choose")]
    [TestCase("data: { set: mnits }", "", "mnits", "digits")]
    [TestCase("data: { set: idx, idx.path: nowhere }", "", "nowhere", "")]
    [TestCase("name: [a]", ":1: ", "name", "a list")]
    [TestCase("- 1", ":1: ", "mapping", "")]
    [TestCase("a: b: c", ":1: ", "YAML", "")]
    [TestCase("training: { epochs: 1\nbaselines: off", ":2: ", "YAML", "not closed")]
    [TestCase("data: { csv.path: my.csv }", ":1: ", "data.csv.path", "data.set: csv")]
    [TestCase("limits: { accuracy: 95 }", ":1: ", "95", "0.95")]
    [TestCase("training.epochs: 1\ntraining: { epochs: 2 }", ":2: ", "training.epochs", "twice")]
    [TestCase("requires: { gpu: a100 }", "", "gpu=a100", "--cluster")]
    [TestCase("seed: 1\nexport: [fp32, onnx]", ":2: ", "'onnx'", "int8")]
    [TestCase("limits: { bytes: 10 }", "", "bytes", "limit 10")]
    public void A_study_that_cannot_be_is_refused_in_one_line(
        string yaml,
        string line,
        string asked,
        string known
    )
    {
        using var workspace = new Workspace(yaml);
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(exitCode, Is.EqualTo(2), errors);
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1), errors);
        Assert.That(errors, Does.Contain(line).And.Contain(asked).And.Contain(known));
    }

    [TestCase("serch", "study.yaml", "'serch'")]
    [TestCase("search", "study.yaml", "'3'")]
    public void A_command_line_that_cannot_be_is_refused_in_one_line(
        string first,
        string second,
        string asked
    )
    {
        using var workspace = new Workspace();
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, first, second, "3");
        Assert.That(exitCode, Is.EqualTo(2), errors);
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1), errors);
        Assert.That(errors, Does.Contain(asked).And.Contain("--help"));
    }

    [Test]
    public void A_missing_study_file_is_named()
    {
        using var workspace = new Workspace();
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "none.yaml");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("'none.yaml'"));
    }

    [Test]
    public void Corrupt_data_files_are_named()
    {
        using var workspace = new Workspace("data: { set: npz, npz.path: broken.npz }");
        workspace.Write("broken.npz", "not a zip");
        var npz = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(npz.ExitCode, Is.EqualTo(2), npz.Errors);
        Assert.That(npz.Errors, Does.Contain("broken.npz"));

        workspace.Write("study.yaml", "data: { set: idx, idx.path: . }");
        foreach (var name in (string[])["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
            workspace.Write(name, "junk");
        foreach (var name in (string[])["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
            workspace.Write(name, "junk");
        var idx = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(idx.ExitCode, Is.EqualTo(2), idx.Errors);
        Assert.That(idx.Errors, Does.Contain("idx3-ubyte").Or.Contain("idx1-ubyte"));
    }

    [Test]
    public void A_run_directory_has_one_owner_and_is_not_begun_twice()
    {
        using var workspace = new Workspace();
        using var owner = SlimfrontProcess.Start(workspace.Folder, "search", "study.yaml", "--run", "mine");
        owner.Await("a trial", () => owner.Output.Contains("trial ", StringComparison.Ordinal));
        var again = SlimfrontProcess.Run(workspace.Folder, "resume", "mine");
        Assert.That(again.ExitCode, Is.EqualTo(2));
        Assert.That(again.Errors, Does.Contain("in use"));
        var twice = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml", "--run", "mine");
        Assert.That(twice.ExitCode, Is.EqualTo(2));
        Assert.That(twice.Errors, Does.Contain("slimfront resume"));
        var status = SlimfrontProcess.Run(workspace.Folder, "status", "mine");
        Assert.That(status.ExitCode, Is.Zero, status.Errors);
        Assert.That(status.Output, Does.Contain("small: "));
        Assert.That(owner.WaitForExit(), Is.Zero, owner.Errors);
    }

    [Test]
    public void A_run_that_is_not_there_is_named_with_those_that_are()
    {
        using var workspace = new Workspace();
        foreach (var command in (string[])["resume", "status", "watch", "stop", "report"])
        {
            var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, command, "none");
            Assert.That(exitCode, Is.EqualTo(2), errors);
            Assert.That(errors, Does.Contain("'none'"));
        }
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using var workspace = new Workspace();
        workspace.Write("file", "not a folder");
        var (exitCode, _, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "search",
            "study.yaml",
            "--run",
            "file/run"
        );
        Assert.That(exitCode, Is.EqualTo(2), errors);
        Assert.That(errors, Does.Contain("file/run"));
    }

    [Test]
    public void A_damaged_journal_is_refused()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(Path.Combine(workspace.Folder, "runs", "bad"));
        workspace.Write("runs/bad/journal.db", "this is not a database");
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, "resume", "bad");
        Assert.That(exitCode, Is.EqualTo(2), errors);
        Assert.That(errors, Does.Contain("journal.db"));
    }

    [Test]
    public void A_journal_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        using var workspace = new Workspace();
        using var process = SlimfrontProcess.Start(workspace.Folder, "search", "study.yaml", "--run", "mine");
        process.Await("a trial", () => process.Output.Contains("trial ", StringComparison.Ordinal));
        process.Kill();
        process.WaitForExit();
        Assert.That(SetManifest(workspace, "ev.trial-started:1", "ev.trial-started:9"), Is.Positive);
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, "resume", "mine");
        Assert.That(exitCode, Is.EqualTo(2), errors);
        Assert.That(errors, Does.Contain("newer version"));
        SetManifest(workspace, "ev.trial-started:9", "ev.trial-started:1");
        var resumed = SlimfrontProcess.Run(workspace.Folder, "resume", "mine");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
    }

    [Test]
    public void A_port_in_use_is_named()
    {
        using var workspace = new Workspace();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        foreach (
            var (flag, other) in (ReadOnlySpan<(string, string)>)
                [("--port", "--http-port"), ("--http-port", "--port")]
        )
        {
            var (exitCode, _, errors) = SlimfrontProcess.Run(
                workspace.Folder,
                "node",
                flag,
                $"{port}",
                other,
                "0"
            );
            Assert.That(exitCode, Is.EqualTo(2), errors);
            Assert.That(errors, Does.Contain($"{port}"));
        }
    }

    [Test]
    public void A_damaged_artifact_is_noticed_and_made_again()
    {
        using var workspace = new Workspace();
        using var process = SlimfrontProcess.Start(
            workspace.Folder,
            "search",
            "study.yaml",
            "--devices",
            "cpu"
        );
        var objects = Path.Combine(workspace.Folder, "runs/small/store/objects");
        process.Await("the teacher", () => process.Output.Contains("teacher:", StringComparison.Ordinal));
        process.Kill();
        process.WaitForExit();
        foreach (var file in Directory.GetFiles(objects, "*", SearchOption.AllDirectories))
            Flip(file);
        var resumed = SlimfrontProcess.Run(workspace.Folder, "resume", "small");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
        Assert.That(resumed.Output, Does.Contain("lost"));
        var study = workspace.Study("runs/small");
        Assert.That(study.Stages.Values.Max(n => n.Completions), Is.EqualTo(2));
        Assert.That(Workspace.Trials(study), Is.EqualTo(Workspace.Trials(Undisturbed.Study)));
    }

    [Test]
    public void A_full_disk_ends_the_search_with_one_line_and_loses_nothing()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("A small file system is mounted with Linux's unshare.");
        using var workspace = new Workspace();
        var full = Path.Combine(workspace.Folder, "full");
        Directory.CreateDirectory(full);
        // Search on a file system of 3 MB, then keep what it left for a look from outside.
        var script =
            $"mount -t tmpfs -o size=3m tmpfs full && '{SlimfrontProcess.File}' search study.yaml --run full/run; "
            + "code=$?; cp -a full/run kept; exit $code";
        using var process = SlimfrontProcess.Start(
            workspace.Folder,
            "unshare",
            ["--mount", "--map-root-user", "sh", "-c", script]
        );
        var exitCode = process.WaitForExit();
        if (process.Errors.Contains("unshare", StringComparison.Ordinal))
            Assert.Ignore($"No file system can be mounted here: {process.Errors}");
        Assert.That(exitCode, Is.EqualTo(2), process.Errors);
        Assert.That(process.Errors, Does.Contain("full").Or.Contain("No space left"));
        var done = workspace.Study("kept").Stages.Values.Count(n => n.Result is not null);
        Assert.That(done, Is.Positive);

        var resumed = SlimfrontProcess.Run(workspace.Folder, "resume", "kept");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
        Assert.That(workspace.Study("kept").Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    private static int SetManifest(Workspace workspace, string from, string to)
    {
        var file = Path.Combine(workspace.Folder, "mine", "journal.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE journal SET manifest = $to WHERE manifest = $from";
        command.Parameters.AddWithValue("$to", to);
        command.Parameters.AddWithValue("$from", from);
        return command.ExecuteNonQuery();
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
