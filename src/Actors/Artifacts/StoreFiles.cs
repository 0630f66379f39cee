using System.Security.Cryptography;
using Slimfront.Actors.Runners;
using Slimfront.Search;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Artifacts;

/// <summary>File operations after which a file is there whole or not at all, whenever the process dies.</summary>
internal static class StoreFiles
{
    private const int HashDigits = 64;

    /// <summary>Whether a text is a SHA-256 and so a safe file name.</summary>
    public static bool IsHash(string? text) =>
        text is { Length: HashDigits } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>The identity of a file's content.</summary>
    public static ArtifactId Hash(string file)
    {
        using var stream = Read(file);
        return new(Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Opens a file so that others may still replace or remove it.</summary>
    public static FileStream Read(string file) =>
        new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>Forces a file's content to the disk, before a rename makes it visible.</summary>
    public static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Writes a file by way of a temporary one on the same volume.</summary>
    public static void Write(string path, string temporary, ReadOnlySpan<byte> content)
    {
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Copies a file if its content is the artifact's; it is checked on the way, and the target is whole or not there.</summary>
    /// <returns>Whether it was copied.</returns>
    /// <exception cref="IOException">The file cannot be read, or the target not be written.</exception>
    public static bool CopyVerified(string file, ArtifactId artifact, string target)
    {
        var temporary = target + ".partial";
        try
        {
            using (var from = Read(file))
            using (var to = HashedFile.Open(temporary))
            {
                to.Clear();
                var buffer = new byte[1024 * 1024];
                while (from.Read(buffer) is var read and > 0)
                    to.Append(buffer.AsSpan(0, read));
                if (to.Identity() != artifact)
                    return false;
                to.Flush();
            }

            File.Move(temporary, target, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Notes that a file was used now, for those who remove what was not used for long.</summary>
    public static void Touch(string file, TimeProvider clock)
    {
        try
        {
            File.SetLastWriteTimeUtc(file, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody removed it, or only its owner may; it merely looks older than it is.
        }
    }

    /// <summary>Bytes that are free where a directory is; null where the system does not tell.</summary>
    public static long? FreeBytes(string directory)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Takes a directory for this process alone, as long as the result is open.</summary>
    /// <exception cref="UserErrorException">Another process has it, or it cannot be written.</exception>
    public static FileStream Lock(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var file = Path.Combine(directory, "store.lock");
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException(
                $"The artifact store '{directory}' cannot be written: {e.Message}",
                e
            );
        }
        catch (IOException e) when (HostSystem.IsDiskFull(e))
        {
            throw new UserErrorException($"The artifact store '{directory}' is on a full disk.", e);
        }
        catch (IOException e) when (HostSystem.IsInUse(e))
        {
            throw new UserErrorException(
                $"The artifact store '{directory}' is in use by another process; give each node its own.",
                e
            );
        }
        catch (IOException e)
        {
            throw new UserErrorException($"The artifact store '{directory}' cannot be used: {e.Message}", e);
        }
    }
}
