using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Runners;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>A run's folder: journal, artifacts, report. One process at a time owns it.</summary>
public sealed class RunDirectory : IDisposable
{
    /// <summary>The name of a journal in a run's folder.</summary>
    internal const string JournalName = "journal.db";
    private FileStream? _lock;

    private RunDirectory(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The journal's SQLite file.</summary>
    public string Journal => In(JournalName);

    /// <summary>Where artifacts are kept unless another store is given.</summary>
    public string Store => In("store");

    /// <summary>Where reports are written.</summary>
    public string Report => In("report");

    /// <summary>Where the run began, and with which study file.</summary>
    public string Origin => In("origin.json");

    /// <summary>Where the node's log goes.</summary>
    public string Log => In("node.log");

    /// <summary>How other commands reach the process that owns the run; absent while none does.</summary>
    public string Endpoint => In("endpoint.json");

    /// <summary>Makes and locks a new folder: "root/name", or "root/name-2"… where that exists.</summary>
    /// <exception cref="UserErrorException">The folder cannot be made, or a cluster sent a name that is no study's.</exception>
    public static RunDirectory Create(string root, string name)
    {
        if (!StudySpec.IsName(name))
            throw new UserErrorException($"no run can be called '{name}': {StudySpec.NameForm}.");
        var path = System.IO.Path.Combine(root, name);
        for (var i = 2; Directory.Exists(path); i++)
            path = System.IO.Path.Combine(root, $"{name}-{i}");
        return new RunDirectory(path).Begin();
    }

    /// <summary>Makes and locks exactly this folder, which must not hold a run yet.</summary>
    /// <exception cref="UserErrorException">It holds a run already, or cannot be made.</exception>
    public static RunDirectory CreateAt(string path) =>
        IsRun(path)
            ? throw new UserErrorException(
                $"'{path}' holds a run already; go on with it: slimfront resume {path}"
            )
            : new RunDirectory(path).Begin();

    /// <summary>Finds a run's folder without locking it.</summary>
    /// <param name="run">A folder, or the name of one below "runs".</param>
    /// <exception cref="UserErrorException">There is none; the message lists the runs there are.</exception>
    public static RunDirectory Find(string run)
    {
        if (TryFind(run) is { } found)
            return found;
        var known = Directory.Exists("runs")
            ? Directory.EnumerateDirectories("runs").Where(IsRun).Order(StringComparer.Ordinal).ToArray()
            : [];
        var exists = known.Length > 0 ? $"Runs here: {string.Join(", ", known)}." : "There are no runs here.";
        throw new UserErrorException($"no run '{run}' (a run is a folder with a {JournalName}). {exists}");
    }

    /// <summary>As <see cref="Find"/>; null where there is none.</summary>
    public static RunDirectory? TryFind(string run) =>
        ((string[])[run, System.IO.Path.Combine("runs", run)]).FirstOrDefault(IsRun) is { } path
            ? new(path)
            : null;

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="UserErrorException">Another process has it, or it cannot be written to.</exception>
    public RunDirectory Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            _lock = new(In("run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return this;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException($"cannot write to run directory '{Path}': permission denied.", e);
        }
        catch (IOException e) when (File.Exists(In("run.lock")) && !IsWriteProtected(e))
        {
            throw new UserErrorException(
                $"run directory '{Path}' is in use by another process (watch it: slimfront watch {Path}).",
                e
            );
        }
        catch (IOException e) when (HostSystem.IsDiskFull(e))
        {
            throw new UserErrorException($"the disk is full: run directory '{Path}' cannot be made.", e);
        }
        catch (IOException e)
        {
            throw new UserErrorException($"cannot write to run directory '{Path}': {e.Message}", e);
        }
    }

    // On a full disk nothing stays behind, so that the next run has its name.
    private RunDirectory Begin()
    {
        Lock();
        try
        {
            DiskRoom.Require(Path);
            return this;
        }
        catch (UserErrorException)
        {
            Dispose();
            File.Delete(In("run.lock"));
            if (!Directory.EnumerateFileSystemEntries(Path).Any())
                Directory.Delete(Path);
            throw;
        }
    }

    /// <summary>The run's study, as its journal tells it.</summary>
    /// <exception cref="UserErrorException">It tells of none.</exception>
    public Study ReadStudy() =>
        JournalReader
            .Read(Journal)
            .Values.FirstOrDefault(e => !e.IsEmpty)
            ?.Aggregate<StudyEvent, Study?>(null, Follower.Fold)
        ?? throw new UserErrorException($"'{Journal}' holds no study.");

    /// <summary>Whether another process has the folder now.</summary>
    public bool IsInUse()
    {
        try
        {
            using var free = new FileStream(
                In("run.lock"),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.None
            );
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, JournalName));

    // EROFS and ENOSPC on Unix; ERROR_WRITE_PROTECT and ERROR_DISK_FULL on Windows.
    private static bool IsWriteProtected(IOException e) => (e.HResult & 0xFFFF) is 30 or 28 or 19 or 112;

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
