using System.Globalization;
using System.Text.Json;
using Slimfront.Actors.Artifacts;
using Slimfront.Engine.Artifacts;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class SearchTests
{
    private static readonly string[] Reports =
    [
        "report.html",
        "trials.csv",
        "front.csv",
        "front.json",
        "report.md",
        "front.png",
        "front.svg",
    ];

    [Test]
    public void A_search_prints_its_front_and_leaves_reports_and_models()
    {
        using var workspace = new Workspace();
        var (exitCode, output, errors) = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml");
        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Does.Contain("finished: 6 trials done").And.Contain("report.html"));
        var study = workspace.Study("runs/small");
        Assert.That(study.Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(study.Trials.Select(t => t.Outcome), Is.All.InstanceOf<Outcome.Completed>());
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
        foreach (var report in Reports)
            Assert.That(
                new FileInfo(Path.Combine(workspace.Folder, "runs/small/report", report)).Length,
                Is.Positive
            );
        var columns = File.ReadLines(Path.Combine(workspace.Folder, "runs/small/report/front.csv")).First();
        Assert.That(columns.Split(','), Is.Unique, "what a journal tells is what the program knows");
        foreach (var number in study.Front())
            Assert.That(
                File.Exists(Path.Combine(workspace.Folder, $"runs/small/models/trial-{number}.safetensors"))
            );
        foreach (var trial in study.Trials.Append(study.Teacher!))
            Assert.That(
                study.Result(trial.Model)!.Bytes,
                Is.EqualTo(trial.Measurement!.Values["bytes"]),
                "a model is as long as it is said to be"
            );
        A_program_is_told_where_the_run_stands(workspace, study);
        A_model_is_exported_in_the_readable_form(workspace, study);
        Models_are_exported_for_devices(workspace, study);
        A_store_is_trimmed_to_what_the_study_needs(workspace, study);
    }

    private static void A_program_is_told_where_the_run_stands(Workspace workspace, Study study)
    {
        var (exitCode, output, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "status",
            "small",
            "--json",
            "--stages"
        );
        Assert.That(exitCode, Is.Zero, errors);
        var told = JsonDocument.Parse(output).RootElement;
        Assert.That(told.GetProperty("phase").GetString(), Is.EqualTo("finished"));
        Assert.That(
            told.GetProperty("front").EnumerateArray().Select(t => t.GetProperty("trial").GetInt32()),
            Is.EqualTo(study.Front().Select(n => n.Value))
        );
        Assert.That(told.GetProperty("stages").GetArrayLength(), Is.EqualTo(study.Stages.Count));
    }

    private static void A_model_is_exported_in_the_readable_form(Workspace workspace, Study study)
    {
        var trial = study.Trial(study.Front()[0]);
        var packed = Path.Combine(workspace.Folder, $"runs/small/models/trial-{trial.Number}.safetensors");
        Assert.That(new FileInfo(packed).Length, Is.EqualTo(trial.Measurement!.Values["bytes"]));
        foreach (var name in (string[])[$"{trial.Number}", "teacher"])
        {
            var (exitCode, output, errors) = SlimfrontProcess.Run(
                workspace.Folder,
                "export",
                "small",
                "--trial",
                name,
                "--as",
                "safetensors",
                "--out",
                $"{name}.safetensors"
            );
            Assert.That(exitCode, Is.Zero, errors);
            Assert.That(output.Trim(), Is.EqualTo($"{name}.safetensors"));
            var model = ModelFile.Read(Path.Combine(workspace.Folder, $"{name}.safetensors"));
            var readable = SafetensorsFile.Read(Path.Combine(workspace.Folder, $"{name}.safetensors"));
            Assert.That(readable.Text("graph"), Is.EqualTo(model.Graph.ToJson()));
            var measured = name == "teacher" ? study.Teacher!.Measurement! : trial.Measurement;
            Assert.That(ModelFile.Length(model), Is.EqualTo(measured.Values["bytes"]));
        }
        foreach (var none in (string[])["99", "-1", "x"])
        {
            var (exitCode, _, errors) = SlimfrontProcess.Run(
                workspace.Folder,
                "export",
                "small",
                $"--trial={none}"
            );
            Assert.That(exitCode, Is.EqualTo(2));
            Assert.That(errors, Does.Contain($"has no trial '{none}'; it has 0 to").And.Contain("'teacher'"));
            Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        }
    }

    private static void Models_are_exported_for_devices(Workspace workspace, Study study)
    {
        var (exitCode, output, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "export",
            "small",
            "--max-bytes",
            "1G",
            "--as",
            "fp32,int8,low-bit,portable",
            "--tolerance",
            "0.05"
        );
        Assert.That(exitCode, Is.Zero, errors);
        var best = study.Front().Select(study.Trial).MaxBy(t => t.Measurement!["accuracy"])!;
        var folder = Path.Combine(workspace.Folder, $"runs/small/exports/trial-{best.Number}");
        Assert.That(output, Does.Contain(Path.GetFileName(folder)).And.Contain("model.int8.onnx"));
        string[] files =
        [
            "model.onnx",
            "model.int8.onnx",
            "model.low-bit.onnx",
            "model.portable.onnx",
            "outputs.txt",
            "preprocessing.json",
            "predict.py",
            "Predict.cs",
            "recipe.yaml",
            "README.md",
        ];
        Assert.That(
            File.ReadAllLines(Path.Combine(folder, "SHA256SUMS")).Select(l => l[66..]),
            Is.EquivalentTo(files)
        );
        Assert.That(
            File.ReadAllText(Path.Combine(folder, "README.md")),
            Does.Contain(
                string.Create(CultureInfo.InvariantCulture, $"accuracy {best.Test!["accuracy"] * 100:0.0} %")
            )
        );
        foreach (
            var (option, refusal) in ((string, string)[])
                [
                    ("--max-bytes=1", "the smallest model of the front has"),
                    ("--min-accuracy=101%", "on the validation split"),
                    ("--min-accuracy=75", "Did you mean 75%?"),
                    (
                        "--as=onnx",
                        "no form is called 'onnx'; --as knows fp32, int8, low-bit, portable, safetensors"
                    ),
                ]
        )
        {
            (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, "export", "small", option);
            Assert.That(exitCode, Is.EqualTo(2));
            Assert.That(errors, Does.Contain(refusal));
            Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        }
    }

    private static void A_store_is_trimmed_to_what_the_study_needs(Workspace workspace, Study study)
    {
        var store = new StoreReader(Path.Combine(workspace.Folder, "runs/small/store"));
        var before = store.Entries().Length;
        var (exitCode, output, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "store",
            "runs/small",
            "--verify",
            "--limit",
            "1B"
        );
        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Does.Contain("all of them needed"));
        Assert.That(store.Entries(), Has.Length.LessThan(before));
        Assert.That(
            store.Entries().Select(e => e.Name),
            Is.EquivalentTo(study.KeptArtifacts().Select(a => a.Hex))
        );
    }

    [Test]
    public void One_slot_and_two_slots_give_the_same_trials_artifacts_and_front()
    {
        using var workspace = new Workspace();
        var one = SlimfrontProcess.Run(
            workspace.Folder,
            "search",
            "study.yaml",
            "--devices",
            "cpu",
            "--run",
            "one"
        );
        Assert.That(one.ExitCode, Is.Zero, one.Errors);
        var (first, second) = (workspace.Study("one"), Undisturbed.Study);
        Assert.That(Workspace.Trials(second), Is.EqualTo(Workspace.Trials(first)));
        Assert.That(second.FinalFront, Is.EqualTo(first.FinalFront));
    }

    [Test]
    public void A_shared_store_makes_a_second_run_of_the_same_study_reuse_every_stage()
    {
        using var workspace = new Workspace();
        string[] command = ["search", "study.yaml", "--store", "store", "--run"];
        var first = SlimfrontProcess.Run(workspace.Folder, [.. command, "first"]);
        var again = SlimfrontProcess.Run(workspace.Folder, [.. command, "again"]);
        Assert.That((first.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), first.Errors + again.Errors);
        var study = workspace.Study("again");
        Assert.That(study.Stages.Values.Select(n => n.Attempts), Is.All.Zero);
        Assert.That(Workspace.Trials(study), Is.EqualTo(Workspace.Trials(workspace.Study("first"))));
    }
}
