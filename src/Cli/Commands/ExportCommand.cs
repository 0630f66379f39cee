using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slimfront.Actors.Artifacts;
using Slimfront.Cli.Runs;
using Slimfront.Engine.Artifacts;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront export RUN --trial N: a model of a run in a form that other programs read.</summary>
public static class ExportCommand
{
    private const string Teacher = "teacher";

    private static readonly Argument<string> Run = new("run")
    {
        Description = "A run's folder or its name below 'runs'.",
    };

    private static readonly Option<string> Trial = new("--trial")
    {
        Description = "Whose model: the number of a trial, or 'teacher'.",
        Required = true,
    };

    private static readonly Option<string> As = new("--as")
    {
        Description =
            "The form: 'safetensors', a tensor for each of the network's own, and its graph as JSON.",
        DefaultValueFactory = _ => "safetensors",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The file to write; beside the run's models if missing.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("export", "Write a model of a run in a form that other programs read.")
        {
            Run,
            Trial,
            As,
            Out,
        };
        As.AcceptOnlyFromAmong("safetensors");
        command.SetAction(Export);
        return command;
    }

    private static int Export(ParseResult parsed)
    {
        var run = RunDirectory.Find(parsed.GetValue(Run)!);
        var study = run.ReadStudy();
        var (name, artifact) = Find(study, parsed.GetValue(Trial)!);
        var model = Read(run, name, artifact);
        var file = parsed.GetValue(Out) ?? Path.Combine(run.Path, "exports", $"{name}.safetensors");
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
                Directory.CreateDirectory(folder);
            ModelFile.WriteReadable(file, model, Outputs(study.Spec.Data));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write '{file}': {e.Message}", e);
        }
        Console.WriteLine(file);
        return Shell.Success;
    }

    // What each output stands for, and how answers become quantities.
    private static IEnumerable<KeyValuePair<string, string>> Outputs(DataInfo? data)
    {
        if (data is null || data.OutputNames.IsEmpty)
            yield break;
        yield return new("outputs", JsonSerializer.Serialize(data.OutputNames));
        if (data.Scales.IsEmpty)
            yield break;
        yield return new("output.mean", JsonSerializer.Serialize(data.Scales.Select(s => s.Mean)));
        yield return new("output.deviation", JsonSerializer.Serialize(data.Scales.Select(s => s.Deviation)));
    }

    private static (string Name, ArtifactId Artifact) Find(Study study, string asked)
    {
        var trial =
            asked == Teacher ? study.Teacher
            : int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < study.Trials.Count
                ? study.Trials[number]
            : throw new UserErrorException(
                $"study '{study.Spec.Name}' has no trial '{asked}'; it has {Known(study)}."
            );
        return trial is { Outcome: Outcome.Completed } && study.Result(trial.Model) is { } result
            ? (asked == Teacher ? Teacher : $"trial-{trial.Number}", result.Artifact)
            : throw new UserErrorException(
                $"the trial '{asked}' of study '{study.Spec.Name}' has no finished model."
            );
    }

    private static string Known(Study study) =>
        study.Trials.Count == 0 ? "none but 'teacher'" : $"0 to {study.Trials.Count - 1} and '{Teacher}'";

    // A run on a cluster, or with a store elsewhere, has the models of its front alone.
    private static Model Read(RunDirectory run, string name, ArtifactId artifact)
    {
        var copy = Path.GetTempFileName();
        try
        {
            if (new StoreReader(run.Store).CopyVerified(artifact, copy))
                return ModelFile.Read(copy);
        }
        finally
        {
            File.Delete(copy);
        }
        var kept = Path.Combine(run.Path, "models", $"{name}.safetensors");
        return File.Exists(kept)
            ? ModelFile.Read(kept)
            : throw new UserErrorException(
                $"the model of {name} is neither in '{run.Store}' nor in '{Path.GetDirectoryName(kept)}'; models of the front are."
            );
    }
}
