using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Where the data of a study on this machine are: relative paths count from the study file.</summary>
/// <remarks>
/// Where there is nothing but in the current folder, that is taken, and said. In a cluster nothing is looked up here: there
/// relative paths count from the nodes' own data folders.
/// </remarks>
public static class DataPaths
{
    /// <summary>A study whose paths are whole, and a sentence for each that was not where it should be.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="file">Its file; null where it has none.</param>
    /// <param name="here">The current folder.</param>
    /// <param name="settings">What studies may set.</param>
    /// <param name="mayLack">Whether a path may lead nowhere: then it counts from the study file.</param>
    /// <exception cref="UserErrorException">A path leads nowhere, and may not.</exception>
    public static (StudySpec Spec, IReadOnlyList<string> Notes) Find(
        StudySpec spec,
        string? file,
        string here,
        IReadOnlyList<Setting> settings,
        bool mayLack = false
    )
    {
        var beside = file is null ? here : Path.GetDirectoryName(Path.GetFullPath(file, here))!;
        var notes = new List<string>();
        foreach (
            var key in settings.Where(s => s.Allowed is Parameter.Text { IsPath: true }).Select(s => s.Key)
        )
            if (spec.Settings.Text(key, "") is { Length: > 0 } given && !Path.IsPathRooted(given))
                spec = spec with
                {
                    Settings = spec.Settings.With(
                        key,
                        Value.Of(Place(key, given, (beside, here), mayLack, notes))
                    ),
                };
        return (spec, notes);
    }

    private static string Place(
        string key,
        string given,
        (string Beside, string Here) folders,
        bool mayLack,
        List<string> notes
    )
    {
        var (beside, here) = folders;
        var (first, second) = (Path.GetFullPath(given, beside), Path.GetFullPath(given, here));
        if (first == second || (mayLack && !Path.Exists(second)))
            return first;
        if (!Path.Exists(first) && !Path.Exists(second))
            throw new UserErrorException(
                $"'{key}' is '{given}', which is neither in the folder of the study file, '{beside}', nor in the current one, '{here}'.{LostPath.Hint(first)}"
            );
        if (!Path.Exists(first))
        {
            notes.Add($"'{key}' is '{second}', from the current folder; beside the study file there is none");
            return second;
        }
        if (Path.Exists(second))
            notes.Add(
                $"'{key}' is '{first}', beside the study file, and not '{second}' in the current folder"
            );
        return first;
    }
}
