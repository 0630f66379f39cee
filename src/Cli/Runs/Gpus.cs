using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Slimfront.Cli.Runs;

/// <summary>A GPU as its driver tells of it.</summary>
/// <param name="Index">Its number by the bus, which is that of "cuda:N" too.</param>
/// <param name="Name">"NVIDIA A100-SXM4-40GB".</param>
/// <param name="MemoryBytes">Its memory, in bytes.</param>
public sealed record Gpu(int Index, string Name, long MemoryBytes);

/// <summary>The NVIDIA GPUs of this machine, asked of the driver's own tool: no native library is loaded for it.</summary>
public static class Gpus
{
    private const long BytesPerMiB = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>All of them; none where there is no driver, or it does not answer.</summary>
    public static Gpu[] Find()
    {
        var start = new ProcessStartInfo(
            "nvidia-smi",
            ["--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits"]
        );
        return Output(start) is { } text ? Parse(text) : [];
    }

    /// <summary>What nvidia-smi prints: one line for each, "0, NVIDIA A100-SXM4-40GB, 40960".</summary>
    public static Gpu[] Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(ParseLine)
                .OfType<Gpu>(),
        ];
    }

    /// <summary>What a program prints; null where it is missing, fails, or takes too long.</summary>
    internal static string? Output(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        try
        {
            using var process = Process.Start(start);
            if (process is null)
                return null;
            _ = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (process.WaitForExit(Patience))
                return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    // A name may hold commas, so the line is read from both ends.
    private static Gpu? ParseLine(string line)
    {
        var (first, last) = (line.IndexOf(',', StringComparison.Ordinal), line.LastIndexOf(','));
        return
            first > 0
            && last > first
            && int.TryParse(
                line.AsSpan(0, first),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var index
            )
            ? new(index, line[(first + 1)..last].Trim(), Memory(line[(last + 1)..]))
            : null;
    }

    // "[N/A]" on machines whose GPU shares the processor's memory.
    private static long Memory(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes)
            ? mebibytes * BytesPerMiB
            : 0;
}
