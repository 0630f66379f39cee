using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Search;
using Slimfront.Search.Fields;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>Whether a run's study file says something else than when the run began.</summary>
public static class StudyFileChange
{
    /// <summary>What to tell the user, in one line; null where nothing changed or the file is gone.</summary>
    public static string? Of(Composition composition, Study study, RunDirectory run)
    {
        if (RunOrigin.Read(run)?.StudyFile is not { } file || !File.Exists(file))
            return null;
        try
        {
            var reader = new StudyFile(composition.Pipeline, composition.Search);
            var (now, _) = DataPaths.Find(
                reader.Read(file),
                file,
                Directory.GetCurrentDirectory(),
                composition.Pipeline.Settings,
                mayLack: true
            );
            now = composition.Preparation.Complete(
                now with
                {
                    Data = study.Spec.Data,
                    Teacher = study.Spec.Teacher,
                }
            );
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
        catch (UserErrorException e)
        {
            return $"{Path.GetFileName(file)} has changed since the run began, and cannot be read: {e.Message} "
                + "The run goes on with what it began with.";
        }
    }
}
