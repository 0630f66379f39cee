using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>Where things are in a store, and in a folder that nodes share.</summary>
/// <remarks>
/// <code>
/// objects/ab/abcd…   artifacts; the name is the SHA-256 of the content
/// stages/KEY.json    what the stage with that key gave
/// checkpoints/KEY    how far a running stage came
/// partial/abcd…      artifacts on their way from other nodes
/// work/              files being written
/// damaged/           artifacts whose content was not what their name says
/// </code>
/// </remarks>
internal sealed record StoreLayout(string Directory)
{
    public string Objects => In("objects");

    public string Stages => In("stages");

    public string Checkpoints => In("checkpoints");

    public string Partial => In("partial");

    public string Work => In("work");

    public string Damaged => In("damaged");

    public string PathOf(ArtifactId artifact) => Path.Combine(Objects, artifact.Hex[..2], artifact.Hex);

    public string DamagedOf(ArtifactId artifact) => Path.Combine(Damaged, artifact.Hex);

    public string PartialOf(ArtifactId artifact) => Path.Combine(Partial, artifact.Hex);

    public string StageFileOf(StageKey stage) => Path.Combine(Stages, stage.Hex + ".json");

    public string CheckpointOf(StageKey stage) => Path.Combine(Checkpoints, stage.Hex);

    /// <summary>The length of an artifact, unchecked; null where it is missing.</summary>
    public long? Length(ArtifactId artifact) =>
        StoreFiles.IsHash(artifact.Hex) && new FileInfo(PathOf(artifact)) is { Exists: true } file
            ? file.Length
            : null;

    /// <summary>What a stage gave, if that is known and its artifact is here; else null.</summary>
    public StageResult? Find(StageKey stage)
    {
        if (!StoreFiles.IsHash(stage.Hex))
            return null;
        try
        {
            var result = StageFile.Read(File.ReadAllBytes(StageFileOf(stage)));
            return result is not null && Length(result.Artifact) == result.Bytes ? result : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void MakeFolders()
    {
        foreach (var folder in (string[])[Objects, Stages, Checkpoints, Partial, Work, Damaged])
            System.IO.Directory.CreateDirectory(folder);
    }

    private string In(string name) => Path.Combine(Directory, name);
}
