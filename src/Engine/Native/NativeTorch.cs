using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Slimfront.Search;

namespace Slimfront.Engine.Native;

/// <summary>Loads libtorch before anything uses it, wherever a plain load would fail.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The environment variable <see cref="FolderVariable"/> names the "lib" folder of a Python installation's
/// torch, so a machine with PyTorch for CUDA needs no CUDA package: build with -p:TorchBackend=none, which carries no
/// libtorch.</item>
/// <item>On Linux with a libstdc++ older than GCC 13's, TorchSharp's own library does not load: a patched copy of it
/// (see <see cref="LibstdcxxPatch"/>) is kept in a cache of the user and loaded instead. The original is never
/// touched: it may be a hard link into the package cache.</item>
/// <item>Anything else that keeps a library from loading is one clear line instead of TorchSharp's misleading
/// "doesn't contain a reference to libtorch".</item>
/// </list>
/// On Windows and macOS without the variable, TorchSharp loads by itself.
/// </remarks>
public static class NativeTorch
{
    /// <summary>The environment variable that names another folder with libtorch.</summary>
    public const string FolderVariable = "SLIMFRONT_LIBTORCH";

    private const string TorchVersion = "2.10";
    private static readonly Lazy<bool> Loaded = new(LoadOnce);

    /// <summary>Makes TorchSharp usable; does nothing the second time.</summary>
    /// <exception cref="UserErrorException">A native library is missing or does not load; the message says which and
    /// why.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Where patched copies are kept: a folder of the user's own.</summary>
    public static string CacheFolder
    {
        get
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return local.Length > 0
                ? Path.Combine(local, "slimfront", "native")
                : Path.Combine(Path.GetTempPath(), $"slimfront-{Environment.UserName}", "native");
        }
    }

    /// <summary>
    /// Writes the patched copy of a library below a folder, unless it is there already, and returns its path. Several
    /// processes may do so at once: each writes a file of its own and renames it into place.
    /// </summary>
    public static string PatchedCopy(string library, string folder)
    {
        var original = File.ReadAllBytes(library);
        var patched = LibstdcxxPatch.Apply(original);
        var home = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(original))[..16]);
        var copy = Path.Combine(home, Path.GetFileName(library));
        if (File.Exists(copy) && patched.AsSpan().SequenceEqual(File.ReadAllBytes(copy)))
            return copy;
        Directory.CreateDirectory(home);
        var temporary = $"{copy}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, patched);
        File.Move(temporary, copy, overwrite: true);
        return copy;
    }

    private static bool LoadOnce()
    {
        SafeInstructions.Choose();
        var platform = NativePlatform.Current;
        var foreign = Environment.GetEnvironmentVariable(FolderVariable);
        if (string.IsNullOrWhiteSpace(foreign) && !OperatingSystem.IsLinux())
            return true;
        var bridge = platform.Find(platform.Bridge);
        var folder = string.IsNullOrWhiteSpace(foreign)
            ? Path.GetDirectoryName(platform.Find(platform.Torch[^1]))!
            : CheckedForeign(foreign, platform);
        foreach (var name in platform.Torch.Where(n => File.Exists(Path.Combine(folder, n))))
            LoadFile(Path.Combine(folder, name));
        LoadBridge(bridge);
        return true;
    }

    private static string CheckedForeign(string folder, NativePlatform platform)
    {
        var required = platform.Torch[^1];
        if (!File.Exists(Path.Combine(folder, required)))
            throw new UserErrorException(
                $"{FolderVariable} is '{folder}', which has no {required}; it must be the 'lib' folder of a torch {TorchVersion}."
            );
        // TorchSharp looks beside the application first, and a process with two of them aborts.
        if (platform.TryFind(required) is { } own)
            throw new UserErrorException(
                $"{FolderVariable} is set, but this build carries '{own}'; unset it, or build with -p:TorchBackend=none."
            );
        var versionFile = Path.Combine(folder, "..", "version.py");
        var version = File.Exists(versionFile)
            ? File.ReadLines(versionFile)
                .FirstOrDefault(l => l.StartsWith("__version__", StringComparison.Ordinal))
            : null;
        if (version is not null && !version.Contains($"'{TorchVersion}.", StringComparison.Ordinal))
            throw new UserErrorException(
                $"{FolderVariable} is '{folder}', whose torch is {version.Split('=')[^1].Trim()}; TorchSharp needs {TorchVersion}."
            );
        return folder;
    }

    private static void LoadBridge(string bridge)
    {
        if (NativeLibrary.TryLoad(bridge, out _))
            return;
        try
        {
            LoadFile(OperatingSystem.IsLinux() ? PatchedCopy(bridge, CacheFolder) : bridge);
        }
        catch (InvalidDataException)
        {
            // Not the known defect, so the loader's own words about the original say most.
            LoadFile(bridge);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"A patched copy of '{bridge}' cannot be kept in '{CacheFolder}': {e.Message}",
                e
            );
        }
    }

    private static void LoadFile(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // The runtime wraps the loader's message in advice over several lines; the last one that names a cause counts.
            var cause = e.Message.Split(
                '\n',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            );
            throw new UserErrorException($"The native library '{path}' does not load: {cause[^1]}", e);
        }
    }
}
