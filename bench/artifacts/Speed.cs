using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Slimfront.Actors.Artifacts;
using Slimfront.Search.Stages;

namespace Slimfront.Artifacts.Bench;

/// <summary>Seconds of one large artifact, in turns with a plain socket copy of the same file.</summary>
internal static class Speed
{
    /// <summary>What one copy took.</summary>
    /// <param name="Seconds">From the first request to the file forced to the disk.</param>
    /// <param name="Receiving">Processor seconds of the receiver.</param>
    /// <param name="Sending">Processor seconds of the sender.</param>
    private sealed record Copy(double Seconds, double Receiving, double Sending)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Seconds:0.00} s (processor: receiver {Receiving:0.00}, sender {Sending:0.00})"
            );
    }

    public static async Task RunAsync(Workplace bench, long bytes, int rounds)
    {
        var artifact = bench.MakeArtifact("sender", bytes, seed: 1);
        var file = Path.Combine(bench["sender"], "store", StoreReader.RelativePath(artifact));
        var (node, address) = await bench.StartNodeAsync("sender");
        var before = Workplace.Memory(node.Id, "VmRSS");
        Console.WriteLine(
            $"{bytes / 1e6:0} MB in {bench.Folder}; SHA-256 of memory: {HashSpeed():0} MB per processor second"
        );
        var (plain, ours, memory) = (new List<Copy>(), new List<Copy>(), Array.Empty<double>());
        for (var round = 0; round < rounds; round++)
        {
            plain.Add(await PlainAsync(bench, file));
            (var copy, memory) = await OursAsync(bench, artifact, bytes, address, node);
            ours.Add(copy);
            Console.WriteLine($"round {round + 1}: plain {plain[^1]}, node {copy}");
        }

        Compare("seconds", plain, ours, c => c.Seconds);
        Compare("processor seconds of the busier end", plain, ours, c => Math.Max(c.Receiving, c.Sending));
        Compare("processor seconds of both ends", plain, ours, c => c.Receiving + c.Sending);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"memory, MB: sender {before:0} before, {Workplace.Memory(node.Id, "VmRSS"):0} after, {Workplace.Memory(node.Id, "VmHWM"):0} peak; receiver {memory[0]:0} before, {memory[1]:0} after, {memory[2]:0} peak"
            )
        );
        node.Kill();
        bench.Remove("receiver");
        bench.Remove("sender");
    }

    private static async Task<Copy> PlainAsync(Workplace bench, string file)
    {
        var port = Workplace.FreePort();
        var sender = bench.StartSelf("plain-send", file, $"{port}");
        await sender.StandardOutput.ReadLineAsync();
        var receiver = bench.StartSelf("plain-receive", bench["plain"], $"{port}");
        var received = Numbers(await receiver.StandardOutput.ReadToEndAsync());
        var sent = Numbers(await sender.StandardOutput.ReadToEndAsync());
        bench.Remove("plain");
        return new(received[0], received[1], sent[0]);
    }

    private static async Task<(Copy Copy, double[] Memory)> OursAsync(
        Workplace bench,
        ArtifactId artifact,
        long bytes,
        Uri address,
        Process node
    )
    {
        bench.Remove("receiver");
        node.Refresh();
        var before = node.TotalProcessorTime;
        var receiver = bench.StartSelf("receive", bench["receiver"], artifact.Hex, $"{bytes}", $"{address}");
        var numbers = Numbers(await receiver.StandardOutput.ReadToEndAsync());
        node.Refresh();
        var sending = (node.TotalProcessorTime - before).TotalSeconds;
        return (new(numbers[0], numbers[1], sending), numbers[2..]);
    }

    private static void Compare(string what, List<Copy> plain, List<Copy> ours, Func<Copy, double> of)
    {
        var (p, o) = (plain.Select(of).Order().ToArray(), ours.Select(of).Order().ToArray());
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}, median (range): plain {Middle(p):0.00} ({p[0]:0.00}-{p[^1]:0.00}), node {Middle(o):0.00} ({o[0]:0.00}-{o[^1]:0.00}): {Middle(p) / Middle(o):P0} of the plain copy's speed"
            )
        );
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];

    private static double[] Numbers(string line) =>
        [.. line.Trim().Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    private static double HashSpeed()
    {
        var bytes = new byte[256_000_000];
        SHA256.HashData(bytes);
        var processor = Environment.CpuUsage.TotalTime;
        SHA256.HashData(bytes);
        return bytes.Length / 1e6 / (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
    }
}
