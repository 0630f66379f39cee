using System.Diagnostics;

namespace Slimfront.Table.Bench;

/// <summary>Runs this program once for each part of the work, with the settings that a slot gives its runner.</summary>
internal static class Children
{
    private const string FourGiB = "4294967296";

    /// <summary>Whether all ended well.</summary>
    public static bool Run(string folder, int parts, int repeats)
    {
        var children = Enumerable
            .Range(0, parts)
            .Select(part => Start(folder, part, parts, repeats))
            .ToArray();
        foreach (var child in children)
            child.WaitForExit();
        return Array.TrueForAll(children, c => c.ExitCode == 0);
    }

    private static Process Start(string folder, int part, int parts, int repeats)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [$"out={folder}", $"parts={parts}", $"part={part}", $"repeats={repeats}"]
        );
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Insert(0, typeof(Children).Assembly.Location);
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = FourGiB;
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = FourGiB;
        start.Environment["MALLOC_TOP_PAD_"] = "268435456";
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        return Process.Start(start)!;
    }
}
