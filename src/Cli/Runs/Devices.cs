using System.Globalization;
using Slimfront.Actors.Nodes;
using Slimfront.Search;

namespace Slimfront.Cli.Runs;

/// <summary>Reads which devices a node offers and with how many slots each.</summary>
public static class Devices
{
    /// <summary>Slots for a text such as "cuda:0x4,cpu": a device, and after an x how many slots it has.</summary>
    /// <param name="text">The text; null for one CPU slot per core.</param>
    /// <param name="threads">Threads of each CPU slot's runner.</param>
    /// <exception cref="UserErrorException">The text says something else.</exception>
    public static IEnumerable<DeviceSlot> Parse(string? text, int threads)
    {
        text ??= $"cpux{Math.Max(1, Environment.ProcessorCount / threads)}";
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(part => Slots(text, part, threads));
    }

    private static IEnumerable<DeviceSlot> Slots(string text, string part, int threads)
    {
        var (device, count) = part.LastIndexOf('x') is > 0 and var at
            ? (part[..at], part[(at + 1)..])
            : (part, "1");
        var isDevice =
            device == "cpu"
            || (device.StartsWith("cuda:", StringComparison.Ordinal) && IsCount(device[5..], 0));
        if (!isDevice || !IsCount(count, 1))
            throw new UserErrorException(
                $"--devices '{text}': '{part}' is not a device; write 'cpu', 'cuda:0' or, with 4 slots, 'cuda:0x4'."
            );
        return Enumerable.Repeat(
            new DeviceSlot(device, threads),
            int.Parse(count, CultureInfo.InvariantCulture)
        );
    }

    private static bool IsCount(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && n >= least
        && n <= 256;
}
