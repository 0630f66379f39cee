using System.Collections.Immutable;
using System.IO.Compression;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Formats;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>Somebody's network comes in as ONNX, is made small, and leaves as ONNX.</summary>
public sealed class ImportTests
{
    private const string Study = """
        teacher.file: network.onnx
        baselines: off
        budget: { trials: 2 }
        fine-tune.epochs: 1
        space:
          student: own
          pruning: channels
          pruning.channels.criterion: l1
          pruning.channels.scope: layer
          pruning.channels.ratio: { from: 0.3, to: 0.5 }
          pruning.channels.fine-tune: distilled
          pruning.channels.fine-tune.distilled.steps: 1
          tickets: none
          quantization: none
        """;

    [Test]
    public void A_network_is_shown_searched_from_and_exported_and_is_the_same_after_it_is_gone()
    {
        using var workspace = new Workspace(Study);
        Write(Path.Combine(workspace.Folder, "network.onnx"), outputs: 10);

        var shown = SlimfrontProcess.Run(
            workspace.Folder,
            "import",
            "network.onnx",
            "--nodes",
            "--study",
            "study.yaml"
        );
        Assert.That(shown.ExitCode, Is.Zero, shown.Errors);
        Assert.That(
            shown.Output,
            Does.Contain("'input', 1×8×8")
                .And.Contain("normalised in the file: mean 4")
                .And.Contain("conv1 (Conv): conv1 (conv)")
                .And.Contain("16 random inputs")
                .And.Contain("359 test examples of 'digits'")
                .And.Contain("little better than guessing (10 %)")
                .And.Contain("for 100 %")
        );

        var searched = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(searched.ExitCode, Is.Zero, searched.Errors);
        Assert.That(searched.Output, Does.Contain("[own network (").And.Contain("pruned"));

        // The run has the network: its file is not needed any more. What its normalisation was found to be is no change of the study.
        File.Delete(Path.Combine(workspace.Folder, "network.onnx"));
        var resumed = SlimfrontProcess.Run(workspace.Folder, "resume", "study");
        Assert.That((resumed.ExitCode, resumed.Errors), Is.EqualTo((0, "")));
        var exported = SlimfrontProcess.Run(workspace.Folder, "export", "study", "--out", "small.onnx");
        Assert.That(exported.ExitCode, Is.Zero, exported.Errors);
        var again = SlimfrontProcess.Run(workspace.Folder, "import", "small.onnx");
        Assert.That(again.ExitCode, Is.Zero, again.Errors);
    }

    [Test]
    public void What_cannot_be_a_network_is_one_line_and_exit_code_2()
    {
        using var workspace = new Workspace("teacher.file: network.onnx");
        workspace.Write("network.onnx", "no network");
        foreach (
            var command in (string[][])
                [
                    ["import", "network.onnx"],
                    ["import", "missing.onnx"],
                    ["import", "network.onnx", "--input", "big"],
                    ["search", "study.yaml"],
                ]
        )
        {
            var refused = SlimfrontProcess.Run(workspace.Folder, command);
            Assert.That(refused.ExitCode, Is.EqualTo(2), refused.Errors);
            Assert.That(refused.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), refused.Errors);
        }
    }

    [TestCase("data.pkl", "which only Python reads")]
    [TestCase("constants.pkl", "It can still teach")]
    public void What_PyTorch_wrote_itself_is_told_apart(string entry, string said)
    {
        using var workspace = new Workspace();
        using (
            var archive = ZipFile.Open(Path.Combine(workspace.Folder, "network.pt"), ZipArchiveMode.Create)
        )
            _ = archive.CreateEntry($"network/{entry}");
        var refused = SlimfrontProcess.Run(workspace.Folder, "import", "network.pt");
        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.Errors);
        Assert.That(refused.Errors, Does.Contain(said));
    }

    [Test]
    public void Other_classes_than_the_datas_are_said_with_what_helps()
    {
        using var workspace = new Workspace(Study);
        Write(Path.Combine(workspace.Folder, "network.onnx"), outputs: 4);
        string[] import = ["import", "network.onnx", "--study", "study.yaml"];
        var shown = SlimfrontProcess.Run(workspace.Folder, import);
        Assert.That(shown.ExitCode, Is.Zero, shown.Errors);
        Assert.That(
            shown.Output,
            Does.Contain("answers 4 numbers, but 'digits' has 10 classes")
                .And.Contain("teacher.head: replace")
        );
    }

    private static void Write(string path, int outputs)
    {
        var graph = new GraphBuilder(Shape.Of(1, 8, 8))
            .Conv(8)
            .BatchNorm()
            .Relu()
            .Conv(8)
            .BatchNorm()
            .Relu()
            .GlobalAvgPool()
            .Flatten()
            .Linear(outputs)
            .Build();
        var model = FreshModel.Of(graph, new Normalisation([4], [8]), seed: 1);
        new SinglePrecision().Write(
            path,
            new(
                model,
                () => throw new InvalidOperationException("No data are needed."),
                ExportTarget.Any,
                Seed: 1,
                ImmutableSortedDictionary<string, string>.Empty
            )
        );
    }
}
