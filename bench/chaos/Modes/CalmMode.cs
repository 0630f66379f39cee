using System.Text.RegularExpressions;
using Slimfront.Actors.Protocol;
using Slimfront.Chaos.Bench.History;
using Slimfront.Chaos.Bench.Processes;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>Nothing is done to anybody while every core trains: how often does a node think that another one failed?</summary>
internal sealed partial class CalmMode(Bench bench)
{
    public async Task<bool> RunAsync()
    {
        var minutes = bench.Number("minutes", 30);
        var slots = bench.Number("slots", Environment.ProcessorCount);
        var (ensemble, journal) = await bench.NewAsync("calm", workers: 1, slots);
        await using (ensemble)
        {
            ensemble.Start();
            await bench.SubmitAsync(ensemble, "long");
            await journal.UntilAsync(
                "training begins",
                TimeSpan.FromMinutes(3),
                j => j.Studies.GetValueOrDefault("long")?.Trials.Count >= 2
            );
            bench.Say($"{slots} slots train; {minutes} minutes of watching");
            for (var i = 1; i <= minutes; i++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1));
                await journal.RefreshAsync();
                if (i % 5 == 0)
                    bench.Say($"minute {i}: {Counts(ensemble, journal)}");
            }
        }

        await journal.RefreshAsync();
        var verdict = Checks.Of(journal.Entries);
        Console.WriteLine(verdict);
        return verdict.IsGood && journal.Entries.Count(e => e.Value is EpochStarted) == 1;
    }

    private static string Counts(Ensemble ensemble, History.Follower journal)
    {
        string[] logs = [.. ensemble.All.Select(m => File.ReadAllText(ensemble.LogOf(m)))];
        var unreachable = logs.Sum(l => Unreachable().Count(l));
        var removed = logs.Sum(l => Removed().Count(l));
        var epochs = journal.Entries.Count(e => e.Value is EpochStarted);
        var ends = ensemble.All.Sum(m => m.Ends);
        return $"{epochs} epoch, {unreachable} marked unreachable, {removed} removed, {ends} ended";
    }

    [GeneratedRegex(
        "Marking node.* as UNREACHABLE",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Unreachable();

    [GeneratedRegex(
        "(is removing|Leader is removing).*node",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Removed();
}
