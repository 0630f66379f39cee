using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Search;

namespace Slimfront.Engine.Native;

/// <summary>What libtorch's files are called on an operating system, and where an application keeps them.</summary>
/// <param name="Rid">The runtime identifier: "linux-x64".</param>
/// <param name="Torch">libtorch in the order of loading; CUDA's parts may be missing, the last may not.</param>
/// <param name="Bridge">TorchSharp's own library, which calls libtorch.</param>
internal sealed record NativePlatform(string Rid, ImmutableArray<string> Torch, string Bridge)
{
    /// <summary>That of this process.</summary>
    /// <exception cref="UserErrorException">TorchSharp has no library for it.</exception>
    public static NativePlatform Current
    {
        get
        {
            var architecture = RuntimeInformation.ProcessArchitecture;
            var names = (ImmutableArray<string>)["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];
            if (OperatingSystem.IsLinux() && architecture == Architecture.X64)
                return new("linux-x64", [.. names.Select(n => $"lib{n}.so")], "libLibTorchSharp.so");
            if (OperatingSystem.IsWindows() && architecture == Architecture.X64)
                return new("win-x64", [.. names.Select(n => $"{n}.dll")], "LibTorchSharp.dll");
            if (OperatingSystem.IsMacOS() && architecture == Architecture.Arm64)
                return new("osx-arm64", [.. names.Select(n => $"lib{n}.dylib")], "libLibTorchSharp.dylib");
            throw new UserErrorException(
                $"There is no libtorch for {RuntimeInformation.RuntimeIdentifier}; there is for linux-x64, win-x64 and osx-arm64."
            );
        }
    }

    /// <summary>The path of one of the application's own native files.</summary>
    /// <exception cref="UserErrorException">It has none of that name.</exception>
    public string Find(string name) =>
        TryFind(name)
        ?? throw new UserErrorException(
            $"'{name}' is missing from '{Folders().First()}'; restore the package that holds it, or set {NativeTorch.FolderVariable}."
        );

    /// <summary>The path of one of the application's own native files; null if it has none of that name.</summary>
    public string? TryFind(string name) =>
        Folders().Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    // Beside a portable build, beside a build for one platform, and wherever the host was told to look.
    private IEnumerable<string> Folders()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", Rid, "native");
        yield return AppContext.BaseDirectory;
        var told = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in told.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
    }
}
