using System.Text.Json;
using Slimfront.Search;

namespace Slimfront.Cli.Runs;

/// <summary>Where a run began: what is needed to find its data when its folder was moved, and to see that its study file changed.</summary>
/// <param name="Folder">The run's folder then.</param>
/// <param name="StudyFile">The study file; null for the default study.</param>
public sealed record RunOrigin(string Folder, string? StudyFile)
{
    /// <summary>Leaves it in the run's folder.</summary>
    public static void Write(RunDirectory run, string? studyFile) =>
        File.WriteAllText(
            run.Origin,
            JsonSerializer.Serialize(
                new RunOrigin(run.Path, studyFile is null ? null : Path.GetFullPath(studyFile))
            )
        );

    /// <summary>Reads it; null where an earlier version of the program began the run.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static RunOrigin? Read(RunDirectory run)
    {
        try
        {
            return File.Exists(run.Origin)
                ? JsonSerializer.Deserialize<RunOrigin>(File.ReadAllText(run.Origin))
                : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"'{run.Origin}' is damaged: {e.Message}", e);
        }
    }
}
