using System.Collections.Immutable;
using System.CommandLine;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Onnx.Formats;
using Slimfront.Search;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront export RUN: models of a run as files for devices and other programs.</summary>
public static class ExportCommand
{
    private static readonly Argument<string> Run = new("run")
    {
        Description = "A run's folder or its name below 'runs'.",
    };

    private static readonly Option<string[]> As = new("--as")
    {
        Description =
            "The forms, several with commas between: fp32, int8, low-bit, portable, safetensors ('slimfront techniques').",
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
        DefaultValueFactory = _ => 0.005,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "export",
            "Write models of a run for devices and other programs: ONNX, checked in ONNX Runtime, or safetensors."
        )
        {
            Run,
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
        Target.AcceptOnlyFromAmong("any", "avx2", "vnni", "arm");
        command.SetAction(Export);
        return command;
    }

    private static int Export(ParseResult parsed)
    {
        var run = RunDirectory.Find(parsed.GetValue(Run)!);
        var study = run.ReadStudy();
        var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
        var formats = Formats(composition, parsed.GetValue(As)!);
        var picked = ModelPick.Of(parsed, study);
        using var exports = new RunExports(composition, run, study, parsed.GetValue(DataFlags.Told))
        {
            Target = Enum.Parse<ExportTarget>(parsed.GetValue(Target)!, ignoreCase: true),
            Tolerance = parsed.GetValue(Tolerance),
        };
        var given = parsed.GetValue(Out);
        if (given is not null && AsFile(given, picked, formats) is { } format)
        {
            exports.WriteFile(picked[0], given, format.Key, format.Value);
            return Shell.Success;
        }
        foreach (var model in picked)
            exports.WriteBundle(
                model,
                picked.Length == 1 && given is not null
                    ? given
                    : Path.Combine(given ?? Path.Combine(run.Path, "exports"), model.Name),
                formats
            );
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

    private static ImmutableSortedDictionary<string, IExportFormat> Formats(
        Composition composition,
        string[] asked
    )
    {
        var keys = asked
            .SelectMany(a => a.Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (keys.FirstOrDefault(k => !composition.Exports.Has(k)) is { } unknown)
            throw new UserErrorException(
                $"no form is called '{unknown}'; --as knows {string.Join(", ", composition.Exports.All.Select(t => t.Key))}."
            );
        return keys.ToImmutableSortedDictionary(
            k => k,
            k => composition.Exports[k].Create(Search.Spaces.Configuration.Empty),
            StringComparer.Ordinal
        );
    }
}
