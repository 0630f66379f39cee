using System.Globalization;
using Slimfront.Actors.Runners;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>A directory of artifacts by content, and of what each finished stage gave.</summary>
/// <remarks>
/// Laid out as <see cref="StoreLayout"/> says. Every file is written elsewhere, forced to the disk and renamed into place, so
/// the process may die at any point. All members may be called from any thread.
/// </remarks>
public sealed class ArtifactStore : IArtifactIndex, IDisposable
{
    private readonly StoreLayout _layout;
    private readonly FileStream _lock;
    private readonly SharedFolder? _shared;
    private readonly Holds _holds = new();
    private readonly TimeProvider _clock;

    private ArtifactStore(StoreLayout layout, FileStream taken, SharedFolder? shared, TimeProvider clock)
    {
        _clock = clock;
        _layout = layout;
        _lock = taken;
        _shared = shared;
        Work = new(layout.Work);
    }

    /// <summary>Where it is.</summary>
    public string Directory => _layout.Directory;

    /// <summary>Where something unfinished is put.</summary>
    public WorkFiles Work { get; }

    /// <summary>Opens or begins a store, and removes what a killed process left half written.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="shared">A folder that other nodes see too; null for none.</param>
    /// <param name="clock">Tells when an artifact was used; null for the system's.</param>
    /// <exception cref="UserErrorException">Another process has it open, or it cannot be written.</exception>
    public static ArtifactStore Open(
        string directory,
        SharedFolder? shared = null,
        TimeProvider? clock = null
    )
    {
        var layout = new StoreLayout(Path.GetFullPath(directory));
        var store = new ArtifactStore(
            layout,
            StoreFiles.Lock(layout.Directory),
            shared,
            clock ?? TimeProvider.System
        );
        try
        {
            store.Work.Clear();
            layout.MakeFolders();
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
        var result = _layout.Find(stage);
        if (result is not null)
            StoreFiles.Touch(_layout.PathOf(result.Artifact), _clock);
        return result;
    }

    /// <summary>What a stage gave, if this node or one that shares a folder with it did it; else null.</summary>
    /// <remarks>May wait for a slow disk, so it is not for the coordinator's thread.</remarks>
    public StageResult? FindAnywhere(StageKey stage) => Find(stage) ?? _shared?.Find(stage);

    /// <summary>Remembers what a stage gave.</summary>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public void Record(StageKey stage, StageResult result)
    {
        Guard(() =>
            StoreFiles.Write(_layout.StageFileOf(stage), Work.NewFile("stage"), StageFile.Write(result))
        );
        _shared?.Record(stage, result);
    }

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

    /// <summary>Moves a file into the store whose content was checked: it is the artifact's.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    internal string Accept(string file, ArtifactId artifact)
    {
        Guard(() => Place(file, artifact));
        return _layout.PathOf(artifact);
    }

    /// <summary>The file of an artifact, its content checked; null where it is missing or damaged.</summary>
    /// <remarks>
    /// A damaged one is put aside into "damaged/", so that a sound copy can take its place; one in the shared folder is
    /// copied here.
    /// </remarks>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public string? PathOfVerified(ArtifactId artifact) => Own(artifact) ?? Shared(artifact);

    /// <summary>Keeps an artifact from being removed until the result is disposed of, whether it is here yet or not.</summary>
    public IDisposable Hold(ArtifactId artifact) => _holds.Take(artifact);

    /// <summary>Opens an artifact after checking its content; null where it is missing or damaged.</summary>
    public FileStream? OpenVerified(ArtifactId artifact) =>
        PathOfVerified(artifact) is null ? null : Open(artifact);

    /// <summary>Opens an artifact for somebody who checks its content himself; null where it is missing.</summary>
    public FileStream? Open(ArtifactId artifact)
    {
        try
        {
            if (Length(artifact) is null)
                return null;
            StoreFiles.Touch(_layout.PathOf(artifact), _clock);
            return StoreFiles.Read(_layout.PathOf(artifact));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The length of an artifact, unchecked; null where it is missing.</summary>
    public long? Length(ArtifactId artifact) => _layout.Length(artifact);

    /// <summary>Where a stage leaves its checkpoints.</summary>
    public string CheckpointOf(StageKey stage) => _layout.CheckpointOf(stage);

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

    /// <summary>Where an artifact grows on its way from another node; kept over a restart.</summary>
    internal string PartialOf(ArtifactId artifact) => _layout.PartialOf(artifact);

    /// <summary>Refuses to begin what cannot end for want of room.</summary>
    /// <exception cref="StoreFullException">Fewer bytes are free.</exception>
    internal void RequireRoom(long bytes)
    {
        if (StoreFiles.FreeBytes(Directory) is { } free && free < bytes)
            throw new StoreFullException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The disk of the artifact store '{Directory}' is full: {bytes:N0} bytes are needed, {free:N0} are free."
                )
            );
    }

    /// <summary>Bytes of everything that <see cref="Collect"/> could remove.</summary>
    internal long Size() => StoreEntry.Of(_layout).Sum(e => e.Bytes);

    /// <summary>Removes artifacts and what is left of transfers and attempts, least recently used first.</summary>
    /// <param name="limitBytes">The size above which something is removed, and nine tenths of which it then has at most.</param>
    /// <param name="needed">Names of files that stay: identities of artifacts, keys of stages.</param>
    /// <param name="before">What was used since stays: whoever told what is needed may not know of it.</param>
    public Collected Collect(long limitBytes, IReadOnlySet<string> needed, DateTime before) =>
        new Collector(_layout, _holds).Collect(limitBytes, needed, before);

    /// <summary>Lets another process open the store.</summary>
    public void Dispose() => _lock.Dispose();

    private string? Own(ArtifactId artifact)
    {
        if (Length(artifact) is null)
            return null;
        var path = _layout.PathOf(artifact);
        try
        {
            StoreFiles.Touch(path, _clock);
            if (StoreFiles.Hash(path) == artifact)
                return path;
            File.Move(path, _layout.DamagedOf(artifact), overwrite: true);
        }
        catch (IOException)
        {
            // Unreadable, or another thread put it aside: missing either way.
        }

        return null;
    }

    private string? Shared(ArtifactId artifact)
    {
        if (_shared is null || !StoreFiles.IsHash(artifact.Hex))
            return null;
        var file = Work.NewFile("shared");
        var isTaken = false;
        Guard(() => isTaken = _shared.TryTake(artifact, file));
        return isTaken ? Accept(file, artifact) : null;
    }

    // Two writers of one artifact bring equal bytes, so either may win; a damaged file is replaced by the sound one.
    private void Place(string file, ArtifactId artifact)
    {
        var path = _layout.PathOf(artifact);
        if (Own(artifact) is not null)
        {
            File.Delete(file);
        }
        else
        {
            StoreFiles.Flush(file);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            StoreFiles.Touch(file, _clock);
            File.Move(file, path, overwrite: true);
        }

        _shared?.Offer(artifact, path);
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
}
