using System.Security.Cryptography;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>What a study file asks for by 'export' when the search is over.</summary>
public sealed class EndExportTests
{
    private const string Study = """
        data: { set: csv, csv.path: d.csv }
        baselines: off
        budget: { trials: 3 }
        teacher: { family: mlp, mlp.depth: 1, epochs: 5 }
        training: { epochs: 5 }
        space: { student: mlp, teaching: none, pruning: none, tickets: none, quantization: none }
        """;

    [Test]
    public void A_search_ends_with_what_export_would_write_and_a_finished_run_exports_what_its_file_asks_for_later()
    {
        using var workspace = new Workspace($"{Study}\nexport: [fp32, safetensors]");
        workspace.Write("d.csv", Table());
        var (code, output, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(code, Is.Zero, errors);
        string[] models =
        [
            .. workspace
                .Study("runs/study")
                .FinalFront.Select(n => $"trial-{n}")
                .Order(StringComparer.Ordinal),
        ];
        Assert.That(models, Is.Not.Empty);
        Assert.That(Exported(output), Has.Length.EqualTo(models.Length), "a line each");
        var exports = Path.Combine(workspace.Folder, "runs/study/exports");
        var written = Files(exports);
        Assert.That(written.Keys, Has.Some.EqualTo($"{models[0]}/model.onnx"));
        Directory.Delete(exports, recursive: true);
        var asked = SlimfrontProcess.Run(
            workspace.Folder,
            "export",
            "study",
            "--all",
            "--as",
            "fp32,safetensors"
        );
        Assert.That(asked.ExitCode, Is.Zero, asked.Errors);
        Assert.That(Files(exports), Is.EqualTo(written));

        // No other study: the run is the same one, and nothing is said of a change.
        workspace.Write("study.yaml", $"{Study}\nexport: portable");
        var later = SlimfrontProcess.Run(workspace.Folder, "resume", "study");
        Assert.That((later.ExitCode, later.Errors), Is.EqualTo((0, "")));
        Assert.That(Exported(later.Output), Is.All.Contain("model.portable.onnx").And.Not.Empty);

        // A bundle that cannot be made is one line, however many models miss it, after all that can.
        File.Delete(Path.Combine(workspace.Folder, "d.csv"));
        var gone = SlimfrontProcess.Run(workspace.Folder, "resume", "study");
        Assert.That(gone.ExitCode, Is.EqualTo(2));
        Assert.That(gone.Output, Does.Contain("report.html"));
        Assert.That(gone.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), gone.Errors);
        Assert.That(gone.Errors, Does.Contain("is not exported").And.Contain("d.csv"));
    }

    [Test]
    public void Models_of_a_clusters_study_are_exported_by_its_client_on_the_front_or_not()
    {
        using var workspace = new Workspace(
            Study.Replace(
                "data: { set: csv, csv.path: d.csv }",
                "data: { train-limit: 200 }",
                StringComparison.Ordinal
            )
        );
        var (port, http) = (Ports.Free(), Ports.Free());
        using var node = Nodes.Start(workspace, "coordinator,worker", port, http, port);
        Nodes.Ready(node);
        var cluster = $"http://127.0.0.1:{http}";
        Nodes.Ask(workspace, cluster, "search", "study.yaml", "--run", "mine");
        Nodes.Ask(workspace, cluster, "export", "study", "--trial", "teacher");
        Assert.That(
            File.Exists(Path.Combine(workspace.Folder, "runs/study/exports/teacher/model.onnx")),
            Is.True
        );
        var unknown = SlimfrontProcess.Run(workspace.Folder, "export", "other", "--cluster", cluster);
        Assert.That((unknown.ExitCode, unknown.Errors), Is.Not.EqualTo((0, "")));
        Assert.That(unknown.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), unknown.Errors);
        Assert.That(SlimfrontProcess.Signal(node, "TERM"), Is.Zero, node.Output);
    }

    private static string[] Exported(string output) =>
        [.. output.Split('\n').Where(l => l.StartsWith("export  ", StringComparison.Ordinal))];

    // Hashes by path.
    private static Dictionary<string, string> Files(string root) =>
        Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(
                f => Path.GetRelativePath(root, f).Replace('\\', '/'),
                f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))
            );

    private static string Table() =>
        string.Join(
            '\n',
            Enumerable
                .Range(0, 300)
                .Select(i => $"{i % 7}.5,{i * 5 % 11},{i % 3 * 4},{i % 3}")
                .Prepend("a,b,c,label")
        );
}
