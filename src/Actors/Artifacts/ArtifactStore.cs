using System.Globalization;
using Slimfront.Actors.Runners;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>A directory of artifacts by content, and of what each finished stage gave.</summary>
/// <remarks>
/// <code>
/// objects/ab/abcd…   artifacts; the name is the SHA-256 of the content
/// stages/KEY.json    what the stage with that key gave
/// checkpoints/KEY    how far a running stage came
/// partial/abcd…      artifacts on their way from other nodes
/// work/              files being written; emptied at every start
/// damaged/           artifacts whose content was not what their name says
/// </code>
/// Every file is written elsewhere, forced to the disk and renamed into place, so the process may die at any point.
/// All members may be called from any thread.
/// </remarks>
public sealed class ArtifactStore : IArtifactIndex, IDisposable
{
    private readonly FileStream _lock;
    private long _temporaries;

    private ArtifactStore(string directory, FileStream taken)
    {
        Directory = directory;
        _lock = taken;
    }

    /// <summary>Where it is.</summary>
    public string Directory { get; }

    /// <summary>Opens or begins a store, and removes what a killed process left half written.</summary>
    /// <exception cref="UserErrorException">Another process has it open, or it cannot be written.</exception>
    public static ArtifactStore Open(string directory)
    {
        var store = new ArtifactStore(
            Path.GetFullPath(directory),
            StoreFiles.Lock(Path.GetFullPath(directory))
        );
        try
        {
            var work = store.In("work");
            if (System.IO.Directory.Exists(work))
                System.IO.Directory.Delete(work, recursive: true);
            foreach (var name in (string[])["objects", "stages", "checkpoints", "partial", "work", "damaged"])
                System.IO.Directory.CreateDirectory(store.In(name));
            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            store.Dispose();
            throw new UserErrorException($"The artifact store '{directory}' cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public StageResult? Find(StageKey stage)
    {
        if (!StoreFiles.IsHash(stage.Hex))
            return null;
        try
        {
            var result = StageFile.Read(File.ReadAllBytes(StageFileOf(stage)));
            return result is not null && Length(result.Artifact) == result.Bytes ? result : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Remembers what a stage gave.</summary>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public void Record(StageKey stage, StageResult result) =>
        Guard(() => StoreFiles.Write(StageFileOf(stage), NewWorkFile("stage"), StageFile.Write(result)));

    /// <summary>Moves a finished file into the store; the file is gone afterwards.</summary>
    /// <returns>Its identity and length.</returns>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public (ArtifactId Artifact, long Bytes) Adopt(string file)
    {
        var artifact = StoreFiles.Hash(file);
        var bytes = new FileInfo(file).Length;
        Guard(() => Place(file, artifact));
        return (artifact, bytes);
    }

    /// <summary>Moves a file into the store if its content is the artifact's.</summary>
    /// <returns>Where it is now; null where the content is another one.</returns>
    internal string? AdoptAs(string file, ArtifactId expected)
    {
        if (StoreFiles.Hash(file) != expected)
            return null;
        Guard(() => Place(file, expected));
        return PathOf(expected);
    }

    /// <summary>The file of an artifact, its content checked; null where it is missing or damaged.</summary>
    /// <remarks>A damaged one is put aside into "damaged/", so that a sound copy can take its place.</remarks>
    public string? PathOfVerified(ArtifactId artifact)
    {
        if (Length(artifact) is null)
            return null;
        var path = PathOf(artifact);
        try
        {
            if (StoreFiles.Hash(path) == artifact)
                return path;
            File.Move(path, Path.Combine(In("damaged"), artifact.Hex), overwrite: true);
        }
        catch (IOException)
        {
            // Unreadable, or another thread put it aside: missing either way.
        }

        return null;
    }

    /// <summary>Opens an artifact after checking its content; null where it is missing or damaged.</summary>
    public FileStream? OpenVerified(ArtifactId artifact) =>
        PathOfVerified(artifact) is null ? null : Open(artifact);

    /// <summary>Opens an artifact for somebody who checks its content himself; null where it is missing.</summary>
    public FileStream? Open(ArtifactId artifact)
    {
        try
        {
            return Length(artifact) is null ? null : StoreFiles.Read(PathOf(artifact));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The length of an artifact, unchecked; null where it is missing.</summary>
    public long? Length(ArtifactId artifact) =>
        StoreFiles.IsHash(artifact.Hex) && new FileInfo(PathOf(artifact)) is { Exists: true } file
            ? file.Length
            : null;

    /// <summary>Where a stage leaves its checkpoints.</summary>
    public string CheckpointOf(StageKey stage) => Path.Combine(In("checkpoints"), stage.Hex);

    /// <summary>Removes what a stage left to go on from.</summary>
    public void RemoveCheckpoint(StageKey stage)
    {
        try
        {
            File.Delete(CheckpointOf(stage));
        }
        catch (IOException)
        {
            // Costs room only.
        }
    }

    /// <summary>A file name nobody else uses, for something unfinished; gone at the next start.</summary>
    public string NewWorkFile(string purpose) =>
        Path.Combine(
            In("work"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{purpose}-{Interlocked.Increment(ref _temporaries)}"
            )
        );

    /// <summary>An empty folder nobody else uses, for something unfinished; gone at the next start.</summary>
    public string NewWorkFolder(string purpose) =>
        System.IO.Directory.CreateDirectory(NewWorkFile(purpose)).FullName;

    /// <summary>Removes a work folder and what was left in it.</summary>
    public static void RemoveWorkFolder(string folder)
    {
        try
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A dying process may still hold a file; the next start removes it.
        }
    }

    /// <summary>Where an artifact grows on its way from another node; kept over a restart.</summary>
    internal string PartialOf(ArtifactId artifact) => Path.Combine(In("partial"), artifact.Hex);

    /// <summary>Lets another process open the store.</summary>
    public void Dispose() => _lock.Dispose();

    // Two writers of one artifact bring equal bytes, so either may win; a damaged file is replaced by the sound one.
    private void Place(string file, ArtifactId artifact)
    {
        var path = PathOf(artifact);
        if (PathOfVerified(artifact) is not null)
        {
            File.Delete(file);
            return;
        }

        StoreFiles.Flush(file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e) when (HostSystem.IsDiskFull(e))
        {
            throw new StoreFullException($"The disk of the artifact store '{Directory}' is full.", e);
        }
    }

    private string In(string name) => Path.Combine(Directory, name);

    private string PathOf(ArtifactId artifact) =>
        Path.Combine(In("objects"), artifact.Hex[..2], artifact.Hex);

    private string StageFileOf(StageKey stage) => Path.Combine(In("stages"), stage.Hex + ".json");
}
