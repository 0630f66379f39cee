using System.Collections.Immutable;
using System.CommandLine;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Cli.Views;
using Slimfront.Onnx.Bundles;
using Slimfront.Onnx.Formats;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront export RUN: models of a run, or of a study of a cluster, as files for devices and other programs.</summary>
public static class ExportCommand
{
    private const string Name = "export";

    private static readonly Option<string[]> As = new("--as")
    {
        Description = "The forms, several with commas between; 'slimfront techniques' lists them.",
        DefaultValueFactory = _ => ["fp32"],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Target = new("--target")
    {
        Description =
            "Which processors will run int8: 'vnni' and 'arm' take weights of 8 bits; 'avx2' and 'any', of 7.",
        DefaultValueFactory = _ => "any",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description =
            "The folder to write; with one form and one model, a file if it ends as the form's does. Default: RUN/exports/MODEL.",
    };

    private static readonly Option<double> Tolerance = new("--tolerance")
    {
        Description =
            "How much worse the task's first measure may be in ONNX Runtime, on the test split: 0.005 is half a point of accuracy.",
        DefaultValueFactory = _ => RunExports.UsualTolerance,
    };

    /// <summary>The command.</summary>
    /// <param name="args">The command line. To look for forms, which help lists, takes a moment that no other command is to wait for.</param>
    public static Command Create(IEnumerable<string> args)
    {
        if (args.Contains(Name, StringComparer.Ordinal))
            As.Description = $"The forms, several with commas between: {string.Join(", ", Forms())}.";
        var command = new Command(
            Name,
            "Write models of a run for devices and other programs: ONNX, checked in ONNX Runtime, or safetensors."
        )
        {
            NamedRun.Argument,
            ModelPick.Trial,
            ModelPick.Knee,
            ModelPick.MaxBytes,
            ModelPick.MinAccuracy,
            ModelPick.All,
            As,
            Target,
            Out,
            Tolerance,
            DataFlags.Told,
        };
        ClusterFlags.AddTo(command);
        Target.AcceptOnlyFromAmong("any", "avx2", "vnni", "arm");
        command.SetAction(ExportAsync);
        return command;
    }

    private static IEnumerable<string> Forms() =>
        Catalog.Scan<IExportFormat>("export format", typeof(IExportFormat).Assembly).All.Select(t => t.Key);

    private static async Task<int> ExportAsync(ParseResult parsed, CancellationToken cancel)
    {
        var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
        var formats = composition.Forms(
            parsed.GetValue(As)!.SelectMany(a => a.Split(',', StringSplitOptions.RemoveEmptyEntries)),
            As.Name
        );
        if (ClusterFlags.Endpoint(parsed) is not { } cluster)
        {
            var run = RunDirectory.Find(NamedRun.Of(parsed));
            var own = run.ReadStudy();
            return Export(parsed, composition, formats, run, own, ModelPick.Of(parsed, own));
        }

        using var client = cluster.Connect();
        var study = await new Follower(client, NamedRun.Of(parsed)).BegunAsync(cancel);
        var picked = ModelPick.Of(parsed, study);
        // Where 'results' puts them.
        using var fetched = RunDirectory.CreateAt(Path.Combine("runs", study.Spec.Name));
        await Reporting.FetchAsync(
            picked.Select(m => (m.Artifact, $"{m.Name}.safetensors")),
            client,
            fetched,
            cancel
        );
        return Export(parsed, composition, formats, fetched, study, picked);
    }

    private static int Export(
        ParseResult parsed,
        Composition composition,
        ImmutableSortedDictionary<string, IExportFormat> formats,
        RunDirectory run,
        Study study,
        ImmutableArray<PickedModel> picked
    )
    {
        using var exports = new RunExports(composition, run, study, parsed.GetValue(DataFlags.Told))
        {
            Target = Enum.Parse<ExportTarget>(parsed.GetValue(Target)!, ignoreCase: true),
            Tolerance = parsed.GetValue(Tolerance),
        };
        var given = parsed.GetValue(Out);
        if (given is not null && AsFile(given, picked, formats) is { } format)
        {
            exports.WriteFile(picked[0], given, format.Key, format.Value);
            Console.WriteLine(given);
            return Shell.Success;
        }
        foreach (var model in picked)
        {
            var folder =
                given is null ? exports.FolderOf(model)
                : picked.Length == 1 ? given
                : Path.Combine(given, model.Name);
            Console.WriteLine($"{model.Name}  {model.Trial.Summary}");
            exports.WriteBundle(model, folder, formats, Say);
            Console.WriteLine(folder);
        }
        return Shell.Success;
    }

    private static KeyValuePair<string, IExportFormat>? AsFile(
        string path,
        ImmutableArray<PickedModel> picked,
        ImmutableSortedDictionary<string, IExportFormat> formats
    ) =>
        picked.Length == 1
        && formats.Count == 1
        && Path.GetExtension(path) == Path.GetExtension(formats.Values.First().FileName)
            ? formats.First()
            : null;

    private static void Say(BundleFile file)
    {
        var words = new List<string>
        {
            $"  {file.Name, -22}",
            $"{Format.Value(Objective.Bytes, file.Bytes), 9}",
        };
        if (file.Check is { } check)
            words.AddRange(
                check.File.Values.Select(v => $"{v.Key} {v.Value:0.####} (model {check.Model[v.Key]:0.####})")
            );
        if (file.Check is { } c && double.IsFinite(c.Agreement))
            words.Add($"agrees on {c.Agreement * 100:0.0} %");
        if (file.Trouble is not null)
            words.Add("NOT KEPT");
        Console.WriteLine(string.Join("  ", words));
        foreach (var note in file.Notes)
            Console.WriteLine($"    {note}");
    }
}
