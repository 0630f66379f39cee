using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Commands;

namespace Slimfront.Cli.Runs;

/// <summary>A device that slots can be put on.</summary>
/// <param name="Device">"cpu", "cuda:0"…</param>
/// <param name="Name">For people.</param>
/// <param name="MemoryBytes">Its memory, in bytes; 0 where it is not known.</param>
public sealed record FoundDevice(string Device, string Name, long MemoryBytes);

/// <summary>What devices this machine has and this build can use.</summary>
/// <remarks>
/// Whether this build's libtorch can use a GPU, only libtorch knows: a child process is asked, and only where there is a
/// GPU. This process never loads it.
/// </remarks>
public static class DeviceScan
{
    /// <summary>The processor, and every GPU that this build's libtorch can use.</summary>
    public static FoundDevice[] Run()
    {
        var gpus = Visible(Gpus.Find());
        var usable = gpus.Length == 0 ? 0 : Usable();
        return
        [
            .. gpus.Take(usable).Select((g, i) => new FoundDevice($"cuda:{i}", g.Name, g.MemoryBytes)),
            Processor(),
        ];
    }

    /// <summary>Memory of a device, in bytes; 0 where it is not known.</summary>
    /// <param name="device">"cpu", "cuda:0"…</param>
    public static long MemoryOf(string device)
    {
        if (device == "cpu")
            return Processor().MemoryBytes;
        var gpus = Visible(Gpus.Find());
        return int.Parse(device["cuda:".Length..], CultureInfo.InvariantCulture) is var i && i < gpus.Length
            ? gpus[i].MemoryBytes
            : 0;
    }

    // Of all GPUs, those that programs of this environment see, in their order; one that is named by its long name counts as
    // there, but what it is called remains open.
    private static Gpu[] Visible(Gpu[] all)
    {
        if (Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is not { } visible)
            return all;
        return
        [
            .. visible
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .TakeWhile(v => v != "-1")
                .Select(v => Array.Find(all, g => $"{g.Index}" == v) ?? new(0, v, 0)),
        ];
    }

    private static FoundDevice Processor() =>
        new(
            "cpu",
            $"{Environment.ProcessorCount} processors",
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        );

    private static int Usable()
    {
        var self = RunnerOptions.OfThisProgram(DevicesCommand.Name, "--count");
        var start = new ProcessStartInfo(self.FileName, self.Arguments);
        start.Environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
        return int.TryParse(Gpus.Output(start), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n)
            ? n
            : 0;
    }
}
