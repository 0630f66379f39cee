using System.Diagnostics;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;

namespace Slimfront.Journal.Bench;

/// <summary>What recovery is made of, without a database: processor seconds of each part.</summary>
internal static class Folding
{
    public static void Run(int trials)
    {
        for (var i = 0; i < 2; i++)
        {
            var entries = History.Of(trials).ToArray();
            var encoded = entries.Select(e => (WireFormat.Manifest(e), WireFormat.Encode(e))).ToArray();
            var decoded = Timed(
                "decode each event",
                () => encoded.Select(e => WireFormat.Decode(e.Item1, e.Item2)).ToArray()
            );
            var ledger = Timed(
                "fold into the ledger",
                () =>
                    decoded.OfType<Journalled>().Aggregate(Ledger.Empty, (l, e) => l.Apply(e.Study, e.Event))
            );
            Timed("fold a snapshot", () => Ledger.After(ledger.Events));
            var bytes = Timed(
                "encode a snapshot",
                () => WireFormat.Encode(new JournalSnapshot(1, ledger.Events))
            );
            Timed("decode a snapshot", () => WireFormat.Decode("snapshot:1", bytes));
        }
    }

    private static T Timed<T>(string what, Func<T> action)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var result = action();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(
            $"{what}: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0.00} processor seconds, {seconds:0.00} s"
        );
        return result;
    }
}
