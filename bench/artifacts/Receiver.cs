using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;

namespace Slimfront.Artifacts.Bench;

/// <summary>The half of a node that fetches, in a process of its own: receive STORE HASH BYTES SOURCE…</summary>
internal static class Receiver
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var store = ArtifactStore.Open(args[0]);
        using var fetcher = new ArtifactFetcher(store, Workplace.Token);
        var bytes = long.Parse(args[2], CultureInfo.InvariantCulture);
        var input = new InputArtifact(new(new('a', 64)), new(args[1]), bytes, [.. args[3..]]);
        await WarmUpAsync(fetcher, args[3..]);
        var before = Workplace.Memory(Environment.ProcessId, "VmRSS");
        var (began, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        try
        {
            await fetcher.GetAsync(input, CancellationToken.None);
        }
        catch (Exception e) when (e is StoreFullException or ArtifactMissingException)
        {
            Console.WriteLine($"{e.GetType().Name}: {e.Message}");
            return 1;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(began).TotalSeconds} {(Environment.CpuUsage.TotalTime - processor).TotalSeconds} {before} {Workplace.Memory(Environment.ProcessId, "VmRSS")} {Workplace.Memory(Environment.ProcessId, "VmHWM")}"
            )
        );
        return 0;
    }

    // A node has compiled its code long before a large artifact comes: one that nobody has is asked for.
    private static async Task WarmUpAsync(ArtifactFetcher fetcher, string[] sources)
    {
        try
        {
            await fetcher.GetAsync(
                new(new(new('a', 64)), new(new('0', 64)), 1, [.. sources]),
                CancellationToken.None
            );
        }
        catch (ArtifactMissingException)
        {
            // As it should be.
        }
    }
}
