using System.Globalization;
using Slimfront.Actors.Nodes;
using Slimfront.Search;
using Slimfront.Search.Fields;

namespace Slimfront.Cli.Runs;

/// <summary>Reads which devices a node offers and with how many slots each.</summary>
public static class Devices
{
    /// <summary>
    /// Slots for a text such as "cuda:0x4@40GB,cpu": a device, after an x how many slots it has, after an @ how much memory.
    /// </summary>
    /// <param name="text">The text; null for what is found: one slot for each GPU, or else one for each processor core.</param>
    /// <param name="threads">Threads of each slot's runner.</param>
    /// <exception cref="UserErrorException">The text says something else.</exception>
    public static IEnumerable<DeviceSlot> Parse(string? text, int threads)
    {
        if (text is null)
            return Found(DeviceScan.Run(), threads);
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(part => Slots(text, part, threads));
    }

    /// <summary>The slots of a node that was told nothing about devices.</summary>
    public static IEnumerable<DeviceSlot> Found(IReadOnlyList<FoundDevice> found, int threads)
    {
        var gpus = found.Where(f => f.Device != "cpu").ToArray();
        return gpus.Length > 0
            ? gpus.Select(g => new DeviceSlot(g.Device, threads, g.MemoryBytes))
            : Enumerable.Repeat(
                new DeviceSlot("cpu", threads, found[0].MemoryBytes),
                Math.Max(1, Environment.ProcessorCount / threads)
            );
    }

    private static IEnumerable<DeviceSlot> Slots(string text, string part, int threads)
    {
        var (place, memory) = Cut(part, '@');
        var (device, count) = Cut(place, 'x');
        var isDevice =
            device == "cpu"
            || (device.StartsWith("cuda:", StringComparison.Ordinal) && IsCount(device[5..], 0));
        var bytes = memory is null ? null : Text.Size(memory);
        if (!isDevice || !IsCount(count ?? "1", 1) || (memory is not null && bytes is not (>= 1 and < 1e15)))
            throw new UserErrorException(
                $"--devices '{text}': '{part}' is not a device; write 'cpu', 'cuda:0' or, with 4 slots and 40 GB of memory, 'cuda:0x4@40GB'."
            );
        return Enumerable.Repeat(
            new DeviceSlot(device, threads, (long?)bytes ?? DeviceScan.MemoryOf(device)),
            int.Parse(count ?? "1", CultureInfo.InvariantCulture)
        );
    }

    private static (string Before, string? After) Cut(string text, char mark) =>
        text.LastIndexOf(mark) is > 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static bool IsCount(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && n >= least
        && n <= 256;
}
