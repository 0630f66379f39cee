using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slimfront.Engine.Artifacts;
using Slimfront.Search.Randomness;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class RegressionTests
{
    // y = 3·a − 2·b + 50 and z = a·b: no noise, so that a network of two layers comes near.
    [Test]
    public void Numbers_in_a_table_are_predicted_with_a_front_of_errors_and_sizes()
    {
        using var workspace = new Workspace();
        var file = Path.Combine(workspace.Folder, "table.csv");
        File.WriteAllText(file, Table(400));
        workspace.Write(
            "table.yaml",
            """
            data: { set: csv, task: regression, csv: { path: table.csv, label: "y, z" } }
            teacher: { family: mlp, epochs: 6 }
            training: { epochs: 6 }
            fine-tune: { epochs: 2 }
            limits: { mae: 2 }
            budget: { trials: 4 }
            baselines: 1
            space: { student: mlp, tickets: none }
            """
        );
        var (exitCode, output, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "table.yaml");
        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Does.Contain("2 targets (y, z)").And.Contain("mae"));
        var study = workspace.Study("runs/table");
        Assert.That(study.Phase, Is.EqualTo(StudyPhase.Finished));
        var front = study.Front().Select(n => study.Trial(n).Measurement!).ToArray();
        Assert.That(front, Is.Not.Empty);
        // Always answering the mean has an error of 0.8 deviations or so.
        Assert.That(front.Min(m => m["mae"]), Is.LessThan(0.4));
        foreach (var model in front)
            Assert.That(model["mae"], Is.LessThanOrEqualTo(2).And.GreaterThan(0));
        // What a person reads: the charts' library has words of its own.
        var page = Regex.Replace(
            File.ReadAllText(Path.Combine(workspace.Folder, "runs/table/report/report.html")),
            "<script.*?</script>",
            "",
            RegexOptions.Singleline,
            TimeSpan.FromSeconds(10)
        );
        Assert.That(
            page,
            Does.Contain("Mean absolute error").And.Contain("R&#178;").And.Not.Contain("accuracy")
        );

        var number = study.Front()[0];
        (exitCode, _, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "export",
            "table",
            "--trial",
            $"{number}",
            "--as",
            "safetensors",
            "--out",
            "model.safetensors"
        );
        Assert.That(exitCode, Is.Zero, errors);
        var exported = SafetensorsFile.Read(Path.Combine(workspace.Folder, "model.safetensors"));
        Assert.That(exported.Text("outputs"), Is.EqualTo("""["y","z"]"""));
        Assert.That(exported.Text("output.mean"), Does.StartWith("[50."));
    }

    [TestCase("limits: { accuracy: 90% }", "no objective is called 'accuracy'")]
    [TestCase(
        "distillation: { loss: soft-target }",
        "'distillation.loss' is 'soft-target', which compares probabilities"
    )]
    [TestCase(
        "training: { label-smoothing: 0.1 }",
        "a quantity has no weight that could be spread over classes"
    )]
    [TestCase("space: { teaching: refinery }", "teaching")]
    public void What_needs_classes_is_refused_in_one_line(string line, string refusal)
    {
        using var workspace = new Workspace();
        File.WriteAllText(Path.Combine(workspace.Folder, "table.csv"), Table(60));
        workspace.Write(
            "table.yaml",
            $"data: {{ set: csv, task: regression, csv: {{ path: table.csv, label: z, ignore: y }} }}\nteacher: {{ family: mlp }}\n{line}\n"
        );
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "table.yaml");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors.Trim(), Does.Contain(refusal).And.Not.Contain("\n"));
    }

    [Test]
    public void Numbers_that_hardly_repeat_are_hardly_classes()
    {
        using var workspace = new Workspace();
        File.WriteAllText(Path.Combine(workspace.Folder, "table.csv"), Table(60));
        workspace.Write("table.yaml", "data: { set: csv, csv: { path: table.csv } }\n");
        var (_, _, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "table.yaml");
        Assert.That(errors, Does.Contain("to predict numbers, set 'data.task' to regression"));
    }

    private static string Table(int rows)
    {
        var random = new Pcg(1);
        var text = new StringBuilder("a,b,y,z\n");
        for (var i = 0; i < rows; i++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            text.Append(CultureInfo.InvariantCulture, $"{a},{b},{(3 * a) - (2 * b) + 50},{a * b}\n");
        }
        return text.ToString();
    }
}
