using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Http;
using Slimfront.Actors.Security;
using Slimfront.Search;
using FreePorts = Slimfront.Actors.Tests.Support.Ports;

namespace Slimfront.Fuzz.Bench;

/// <summary>Strangers at the ports of a real node: memory and log before and after, and whether it still works.</summary>
internal static class Ports
{
    private const string Token = "fuzz-token";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Does it, and says how it went.</summary>
    /// <returns>How many faults there were.</returns>
    public static async Task<int> RunAsync(string program, bool hasTls, int peers, ulong seed)
    {
        var folder = Directory.CreateTempSubdirectory("slimfront-fuzz-").FullName;
        try
        {
            var (own, foreign) = (Certificates(folder, "ours"), Certificates(folder, "theirs"));
            var ports = FreePorts.Free(2);
            var (port, httpPort) = (ports[0], ports[1]);
            using var node = new NodeProcess(
                program,
                folder,
                Token,
                [
                    "--port",
                    $"{port}",
                    "--http-port",
                    $"{httpPort}",
                    "--devices",
                    "cpu",
                    .. hasTls ? (string[])["--tls", Path.Combine(folder, "ours", "127.0.0.1")] : [],
                ]
            );
            await node.ReadyAsync(Patience);
            var address = new Uri($"{(hasTls ? "https" : "http")}://127.0.0.1:{httpPort}");
            var strangers = new Strangers(port, httpPort, hasTls ? own : null, foreign, Token, seed);
            // What a node keeps for its life (pools, compiled code) is there after the first strangers.
            await strangers.AllAsync(Math.Max(1, peers / 10));
            return await MeasureAsync(node, strangers, address, hasTls ? own : null, peers);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(
        NodeProcess node,
        Strangers strangers,
        Uri address,
        Tls? tls,
        int peers
    )
    {
        var (memory, lines) = (node.Memory, node.Lines);
        var begun = Stopwatch.GetTimestamp();
        var sent = await strangers.AllAsync(peers);
        var took = Stopwatch.GetElapsedTime(begun);
        var answers = await AnswersAsync(address, tls);
        var (after, said, traces) = (node.Memory, node.Lines - lines, node.Traces);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"ports    {(tls is null ? "without" : "with")} TLS: {sent.Peers} peers, {sent.Bytes / 1e6:0.0} MB, {took.TotalSeconds:0} s; "
                    + $"memory {memory >> 20} MB before, {after >> 20} MB after; {said} log lines, {traces} of traces; "
                    + $"{(answers ? "it answers" : "IT DOES NOT ANSWER")}"
            )
        );
        if (node.HasExited)
            Console.WriteLine($"FAULT the node ended with code {node.ExitCode}");
        // Garbage collection breathes; a leak of what strangers sent would be larger.
        var grew = after - memory > Math.Max(64L << 20, memory / 4);
        if (grew)
            Console.WriteLine("FAULT memory has grown");
        if (said > sent.Peers)
            Console.WriteLine("FAULT more log lines than peers");
        return (answers ? 0 : 1)
            + (node.HasExited ? 1 : 0)
            + (grew ? 1 : 0)
            + (said > sent.Peers ? 1 : 0)
            + traces;
    }

    private static async Task<bool> AnswersAsync(Uri address, Tls? tls)
    {
        using var client = new ClusterClient(address, Token, tls?.Handler());
        try
        {
            var view = await client.ViewAsync(CancellationToken.None);
            return view.Slots.Any();
        }
        catch (UserErrorException e)
        {
            Console.WriteLine($"FAULT {e.Message}");
            return false;
        }
    }

    private static Tls Certificates(string folder, string name)
    {
        var made = new CertificateFolder(Path.Combine(folder, name), null, TimeProvider.System).Make(
            [
                ["127.0.0.1"],
            ],
            TimeSpan.FromDays(1)
        );
        return TlsFiles.ReadFolder(made[0], null);
    }
}
