using System.Security.Cryptography;
using Slimfront.Actors.Runners;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>A folder that several nodes see: what is found there need not travel, and what is new is put there.</summary>
/// <remarks>
/// Laid out as a store is. Every file is written under a name of its own and renamed into place, so any number of nodes may
/// write at once; what is taken is checked. It is never relied on: where it cannot be read or written, one warning is given
/// and artifacts travel over HTTP.
/// </remarks>
public sealed class SharedFolder
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly StoreLayout _layout;
    private readonly Action<string> _warn;
    private int _hasWarned;

    /// <summary>A shared folder; made where it does not exist.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="warn">Told, once, that it cannot be used, and of every damaged artifact in it.</param>
    /// <param name="clock">Tells what was left for good.</param>
    public SharedFolder(string folder, Action<string> warn, TimeProvider clock)
    {
        _layout = new(Path.GetFullPath(folder));
        _warn = warn;
        Try("written", () => Prepare(clock.GetUtcNow().UtcDateTime));
    }

    /// <summary>What a stage gave, if some node left it here; else null.</summary>
    public StageResult? Find(StageKey stage) => IsThere() ? _layout.Find(stage) : null;

    /// <summary>Copies an artifact out of the folder, its content checked on the way.</summary>
    /// <returns>Whether it is there now, whole.</returns>
    /// <exception cref="IOException">The target's disk is full.</exception>
    internal bool TryTake(ArtifactId artifact, string target)
    {
        if (!IsThere() || _layout.Length(artifact) is null)
            return false;
        var isTaken = false;
        Try(
            "read",
            () =>
            {
                isTaken = StoreFiles.CopyVerified(_layout.PathOf(artifact), artifact, target);
                if (isTaken)
                    return;
                _warn(
                    $"Artifact {artifact.Short} in the shared folder '{_layout.Directory}' was damaged; it is put aside."
                );
                File.Move(_layout.PathOf(artifact), _layout.DamagedOf(artifact), overwrite: true);
            },
            mayFill: false
        );
        return isTaken;
    }

    /// <summary>Puts a sound artifact here, unless it is here already.</summary>
    internal void Offer(ArtifactId artifact, string file)
    {
        if (IsThere())
            Try("written", () => Put(artifact, file));
    }

    /// <summary>Leaves what a stage gave for other nodes.</summary>
    internal void Record(StageKey stage, StageResult result)
    {
        if (IsThere())
            Try(
                "written",
                () => StoreFiles.Write(_layout.StageFileOf(stage), NewWorkFile(), StageFile.Write(result))
            );
    }

    private void Put(ArtifactId artifact, string file)
    {
        if (_layout.Length(artifact) == new FileInfo(file).Length)
            return;
        var temporary = NewWorkFile();
        try
        {
            File.Copy(file, temporary);
            StoreFiles.Flush(temporary);
            Directory.CreateDirectory(Path.GetDirectoryName(_layout.PathOf(artifact))!);
            File.Move(temporary, _layout.PathOf(artifact), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // What killed nodes left half written goes; what others write now stays.
    private void Prepare(DateTime now)
    {
        _layout.MakeFolders();
        foreach (var file in new DirectoryInfo(_layout.Work).EnumerateFiles())
            if (now - file.LastWriteTimeUtc > Abandoned)
                file.Delete();
    }

    private bool IsThere()
    {
        if (Directory.Exists(_layout.Directory))
            return true;
        Warn("read", "it is not there");
        return false;
    }

    private void Try(string what, Action act, bool mayFill = true)
    {
        try
        {
            act();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException && (mayFill || !HostSystem.IsDiskFull(e)))
        {
            Warn(what, OneLine.Of(e.Message));
        }
    }

    private void Warn(string what, string reason)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            _warn(
                $"The shared folder '{_layout.Directory}' cannot be {what}: {reason}. Artifacts travel over HTTP instead."
            );
    }

    private string NewWorkFile() =>
        Path.Combine(_layout.Work, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
}
