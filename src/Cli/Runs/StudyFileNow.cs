using System.Collections.Immutable;
using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Fields;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>What a run's study file says now, which may be something else than when the run began.</summary>
/// <param name="Change">What to tell the user of it, in one line; null where nothing changed or the file is gone.</param>
/// <param name="Exports">The forms in which the front is to be exported: the file's, or what the run began with where it cannot be read.</param>
public sealed record StudyFileNow(string? Change, ImmutableArray<string> Exports)
{
    /// <summary>Reads the study file of a run again.</summary>
    public static StudyFileNow Read(Composition composition, Study study, RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(composition);
        ArgumentNullException.ThrowIfNull(study);
        if (RunOrigin.Read(run)?.StudyFile is not { } file || !File.Exists(file))
            return new(null, study.Spec.Exports);
        try
        {
            var now = Asked(composition, study, file);
            return new(Differences(study, now, file, run), now.Exports);
        }
        catch (UserErrorException e)
        {
            return new(
                $"{Path.GetFileName(file)} has changed since the run began, and cannot be read: {e.Message} "
                    + "The run goes on with what it began with.",
                study.Spec.Exports
            );
        }
    }

    private static StudySpec Asked(Composition composition, Study study, string file)
    {
        var (now, _) = DataPaths.Find(
            composition.Reader.Read(file),
            file,
            Directory.GetCurrentDirectory(),
            composition.Pipeline.Settings,
            mayLack: true
        );
        return composition.Preparation.Complete(
            now with
            {
                Data = study.Spec.Data,
                Teacher = study.Spec.Teacher,
                Settings = NormalisationChoice.Settled(now.Settings, study.Spec.Settings),
            }
        );
    }

    private static string? Differences(Study study, StudySpec now, string file, RunDirectory run)
    {
        var changes = StudyDifference
            .Between(study.Spec, now)
            .Select(d => $"'{d.Key}' is {d.There} in the run and {d.Here} in the file")
            .ToArray();
        return changes.Length == 0
            ? null
            : $"{Path.GetFileName(file)} has changed since the run began: {string.Join("; ", changes.Take(3))}"
                + (changes.Length > 3 ? $"; and {changes.Length - 3} more" : "")
                + ". A run goes on with what it began with. For a search by the file as it is now, which makes nothing twice: "
                + $"slimfront search {file} --store {run.Store}";
    }
}
