using Slimfront.Actors.Runners;
using Slimfront.Search;

namespace Slimfront.Actors.Artifacts;

/// <summary>Finds out at once that a disk is full, where it would else show minutes later and in other words.</summary>
public static class DiskRoom
{
    /// <summary>Less than this is no room for a journal and a first artifact.</summary>
    public const int Least = 1 << 20;

    /// <summary>Makes a folder and tries whether a little fits into it; nothing stays behind.</summary>
    /// <remarks>Written and not asked for: what a file system calls free may be another user's, or beyond a quota.</remarks>
    /// <exception cref="UserErrorException">It does not.</exception>
    public static void Require(string folder)
    {
        var probe = Path.Combine(folder, $".room-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            using var file = new FileStream(
                probe,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 0,
                FileOptions.DeleteOnClose
            );
            file.Write(new byte[Least]);
            file.Flush(flushToDisk: true);
        }
        catch (IOException e) when (HostSystem.IsDiskFull(e))
        {
            throw new UserErrorException(
                $"the disk is full: '{folder}' has no room for {Least / 1024} KiB; free some, or take another folder.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever writes there next says better what is wrong.
        }
    }
}
