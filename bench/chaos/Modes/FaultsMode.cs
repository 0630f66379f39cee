using System.Diagnostics;
using System.Globalization;
using Slimfront.Chaos.Bench.History;
using Slimfront.Chaos.Bench.Processes;
using Slimfront.Search.Randomness;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>
/// Three coordinators, three workers of two slots, one study; random faults, spread over it by its own progress. Then the
/// history in the journal is checked and compared with the undisturbed run's.
/// </summary>
internal sealed class FaultsMode(Bench bench)
{
    // However slow the study is, the next fault comes after so long.
    private readonly TimeSpan _longestGap = TimeSpan.FromSeconds(bench.Number("gap", 8));

    // From the last fault to the end of the study, at most.
    private static readonly TimeSpan Liveness = TimeSpan.FromMinutes(15);

    public async Task<bool> RunAsync()
    {
        var undisturbed = Reference.Of(Bench.FileOf("chaos"), bench.Folder);
        bench.Say(
            $"undisturbed: {undisturbed.Trials.Count} trials, {undisturbed.Stages.Count} stages, {undisturbed.DeviceSeconds:0} device seconds"
        );
        var isGood = true;
        foreach (var seed in bench.Option("seeds", "1,2,3").Split(','))
            isGood &= await OneAsync(ulong.Parse(seed, CultureInfo.InvariantCulture), undisturbed);
        return isGood;
    }

    private async Task<bool> OneAsync(ulong seed, Study undisturbed)
    {
        var count = bench.Number("resume", 0) == 1 ? 0 : bench.Number("faults", 100);
        bench.Say($"seed {seed}: {count} faults");
        var pauses = Seed.For(seed, "pauses");
        var (ensemble, journal) = await bench.NewAsync(
            $"seed{seed}",
            workers: 3,
            slots: 2,
            () => TimeSpan.FromSeconds(0.5 + 4 * pauses.NextDouble())
        );
        var verdict = new Verdict([], ["the run did not end"]);
        try
        {
            await using (ensemble)
                verdict = await DisturbAsync(ensemble, journal, Fault.Draw(seed, count), undisturbed);
        }
        catch (TimeoutException e)
        {
            await journal.RefreshAsync();
            var checks = Checks.Of(journal.Entries);
            verdict = new(checks.Figures, [e.Message, .. checks.Broken]);
        }

        Console.WriteLine(verdict);
        return verdict.IsGood;
    }

    private async Task<Verdict> DisturbAsync(
        Ensemble ensemble,
        History.Follower journal,
        Fault[] faults,
        Study undisturbed
    )
    {
        var since = Stopwatch.GetTimestamp();
        ensemble.Start();
        await bench.SubmitAsync(ensemble, "chaos");
        var over = new List<Task>();
        for (var i = 0; i < faults.Length; i++)
        {
            await DueAsync(journal, faults[i], (double)i / faults.Length * undisturbed.Stages.Count);
            if (IsFinished(journal))
                break;
            if (faults[i].Strike(ensemble) is not { } done)
            {
                i--; // Nobody of its kind is alive just now: the same fault a little later.
                continue;
            }

            over.Add(done.Over);
            bench.Say(
                $"fault {i + 1}: {done.What}; {Completed(journal)} of {undisturbed.Stages.Count} stages done"
            );
        }

        await Task.WhenAll(over);
        var last = Stopwatch.GetTimestamp();
        await journal.UntilAsync("the study's end", Liveness, j => IsFinished(j));
        var figures =
            $"{over.Count} faults; the study took {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s and ended "
            + $"{Stopwatch.GetElapsedTime(last).TotalSeconds:0} s after the last fault; nodes were started anew {ensemble.All.Sum(m => m.Ends)} times";
        var checks = Checks.Of(journal.Entries);
        var comparison = Comparison.Of(undisturbed, journal.Studies["chaos"]);
        string[] missing =
            over.Count < faults.Length
                ? [$"the study was over after {over.Count} of {faults.Length} faults"]
                : [];
        return new(
            [figures, .. checks.Figures, .. comparison.Figures],
            [.. missing, .. checks.Broken, .. comparison.Broken, .. await OrphansAsync(ensemble)]
        );
    }

    private async Task DueAsync(History.Follower journal, Fault fault, double stages)
    {
        var since = Stopwatch.GetTimestamp();
        await Task.Delay(fault.Delay);
        await journal.RefreshAsync();
        while (
            Completed(journal) < stages
            && !IsFinished(journal)
            && Stopwatch.GetElapsedTime(since) < _longestGap
        )
        {
            await Task.Delay(100);
            await journal.RefreshAsync();
        }
    }

    private static async Task<string[]> OrphansAsync(Ensemble ensemble)
    {
        // A runner whose node was killed a moment ago may still be on its way out.
        for (var i = 0; i < 50 && ensemble.Orphans.Length > 0; i++)
            await Task.Delay(200);
        return [.. ensemble.Orphans.Select(p => $"process {p} outlived its node")];
    }

    private static int Completed(History.Follower journal) =>
        journal.Studies.GetValueOrDefault("chaos")?.Stages.Values.Count(n => n.Result is not null) ?? 0;

    private static bool IsFinished(History.Follower journal) =>
        journal.Studies.GetValueOrDefault("chaos")?.Phase is StudyPhase.Finished;
}
