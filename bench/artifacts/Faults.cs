using System.Diagnostics;
using Slimfront.Actors.Artifacts;
using Slimfront.Search.Stages;

namespace Slimfront.Artifacts.Bench;

/// <summary>A receiver killed in the middle, bits flipped on the wire and on the disk, a disk that fills up.</summary>
internal static class Faults
{
    private const long Small = 256_000_000;

    public static async Task RunAsync(Workplace bench, long large)
    {
        await KilledAsync(bench, large);
        var artifact = bench.MakeArtifact("first", Small, seed: 2);
        bench.MakeArtifact("second", Small, seed: 2);
        var (first, second) = (await bench.StartNodeAsync("first"), await bench.StartNodeAsync("second"));
        await FlippedOnTheWireAsync(bench, artifact, first.Address);
        await FullAsync(bench, artifact, first.Address);
        await FlippedOnTheDiskAsync(bench, artifact, first.Address, second.Address);
    }

    private static async Task KilledAsync(Workplace bench, long bytes)
    {
        var artifact = bench.MakeArtifact("sender", bytes, seed: 1);
        var (node, address) = await bench.StartNodeAsync("sender");
        using var wire = new Meddler(address);
        var partial = new FileInfo(Path.Combine(bench["receiver"], "partial", artifact.Hex));
        var killed = bench.StartSelf(
            "receive",
            bench["receiver"],
            artifact.Hex,
            $"{bytes}",
            $"{wire.Address}"
        );
        do
        {
            await Task.Delay(5);
            partial.Refresh();
        } while (!partial.Exists || partial.Length < bytes / 2);
        killed.Kill();
        await killed.WaitForExitAsync();
        partial.Refresh();
        Console.WriteLine(
            $"SIGKILL of the receiver with {partial.Length} of {bytes} bytes in its file; {wire.Bytes} came down the wire"
        );
        var began = Stopwatch.GetTimestamp();
        var answer = await ReceiveAsync(bench, artifact, bytes, wire.Address);
        Console.WriteLine(
            $"resumed in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s ({answer}); {wire.Bytes - bytes} bytes in all came more than once (headers, and what was in flight when it was killed)"
        );
        node.Kill();
        bench.Remove("receiver");
        bench.Remove("sender");
    }

    private static async Task FlippedOnTheWireAsync(Workplace bench, ArtifactId artifact, Uri node)
    {
        using var wire = new Meddler(node, flipAt: Small / 2);
        var answer = await ReceiveAsync(bench, artifact, Small, wire.Address);
        Console.WriteLine(
            $"a bit flipped on the wire: {answer}; {(double)wire.Bytes / Small:0.00} times its bytes came"
        );
        bench.Remove("receiver");
    }

    private static async Task FlippedOnTheDiskAsync(
        Workplace bench,
        ArtifactId artifact,
        Uri first,
        Uri second
    )
    {
        using (
            var file = File.OpenWrite(
                Path.Combine(bench["first"], "store", StoreReader.RelativePath(artifact))
            )
        )
        {
            file.Position = Small / 3;
            file.WriteByte(42);
        }

        var answer = await ReceiveAsync(bench, artifact, Small, first, second);
        var isAside = File.Exists(Path.Combine(bench["first"], "store", "damaged", artifact.Hex));
        Console.WriteLine(
            $"a byte changed on the first source's disk: {answer} from the second; put aside there: {isAside}"
        );
        bench.Remove("receiver");
        Console.WriteLine($"the damaged source alone: {await ReceiveAsync(bench, artifact, Small, first)}");
        bench.Remove("receiver");
    }

    // In a mount namespace of its own, with a real small file system; the second one has room until somebody else fills it.
    private static async Task FullAsync(Workplace bench, ArtifactId artifact, Uri node)
    {
        using var slow = new Meddler(node, pause: TimeSpan.FromMilliseconds(2));
        foreach (var (megabytes, source) in new[] { (64, node), (300, slow.Address) })
        {
            Directory.CreateDirectory(bench["full"]);
            var receive = $"'{Environment.ProcessPath}' receive full/store {artifact.Hex} {Small} {source}";
            var fill =
                "(while ! find full/store/partial -size +1M | grep -q .; do sleep 0.05; done; dd if=/dev/zero of=full/else bs=1M 2>/dev/null) &";
            var script =
                $"cd '{bench.Folder}'; mount -t tmpfs -o size={megabytes}m tmpfs full; {(megabytes > 64 ? fill : "")} "
                + $"{receive}; echo left: $(find full/store -type f -size +0 | wc -l) files";
            var process = bench.Start("unshare", "--mount", "--map-root-user", "sh", "-c", script);
            Console.WriteLine(
                $"a disk of {megabytes} MB: {(await process.StandardOutput.ReadToEndAsync()).ReplaceLineEndings(" ")}"
            );
        }
    }

    private static async Task<string> ReceiveAsync(
        Workplace bench,
        ArtifactId artifact,
        long bytes,
        params Uri[] sources
    )
    {
        var process = bench.StartSelf([
            "receive",
            bench["receiver"],
            artifact.Hex,
            $"{bytes}",
            .. sources.Select(s => $"{s}"),
        ]);
        var text = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? $"whole after {text.Split(' ')[0]} s" : text;
    }
}
