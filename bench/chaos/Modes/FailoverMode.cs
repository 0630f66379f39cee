using Slimfront.Actors.Protocol;
using Slimfront.Chaos.Bench.History;
using Slimfront.Chaos.Bench.Processes;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>
/// The active coordinator dies, or is asked to leave: how long until another one hands out work? Two slots train for hours
/// meanwhile and must not notice; two others do short stages, so that there is always work to hand out.
/// </summary>
internal sealed class FailoverMode(Bench bench)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public async Task<bool> RunAsync()
    {
        var (ensemble, journal) = await bench.NewAsync("failover", workers: 2, slots: 2);
        await using (ensemble)
        {
            ensemble.Start();
            await bench.SubmitAsync(ensemble, "long");
            await journal.UntilAsync("both long stages train", Limit, j => LongStages(j).Count() == 2);
            await bench.SubmitAsync(ensemble, "short");
            await journal.UntilAsync("short stages are done", Limit, j => Completed(j) > 4);
            foreach (var member in ensemble.Coordinators)
                await ensemble.ReadyAsync(member);
            int[] runners = [.. ensemble.Workers.SelectMany(w => w.Runners).Order()];

            using var over = new CancellationTokenSource();
            var watching = new Progress(ensemble, "long").WatchAsync(over.Token);
            var kills = await RoundsAsync(ensemble, journal, "SIGKILL", m => m.Kill());
            var leaves = await RoundsAsync(ensemble, journal, "SIGTERM", m => m.Terminate());
            await over.CancelAsync();
            var steps = await watching;

            await journal.RefreshAsync();
            var checks = Checks.Of(journal.Entries);
            string[] broken = [.. checks.Broken, .. steps.Broken, .. Kept(journal, runners, ensemble)];
            var verdict = new Verdict(
                [Figures("SIGKILL", kills), Figures("SIGTERM", leaves), .. checks.Figures, .. steps.Figures],
                broken
            );
            Console.WriteLine(verdict);
            return verdict.IsGood;
        }
    }

    private async Task<double[]> RoundsAsync(
        Ensemble ensemble,
        History.Follower journal,
        string what,
        Action<Member> end
    )
    {
        var times = new List<double>();
        for (var round = 1; round <= bench.Number("rounds", 10); round++)
        {
            var active = await ensemble.ActiveAsync();
            await journal.RefreshAsync();
            var known = journal.Entries.Count;
            active.StaysDown = true;
            var at = TimeProvider.System.GetUtcNow();
            end(active);
            await journal.UntilAsync("work is handed out again", Limit, j => HandedOut(j, known) is not null);
            times.Add((HandedOut(journal, known)!.At - at).TotalSeconds);
            bench.Say($"{what} {round} of {active.Name}: work is handed out again after {times[^1]:0.0} s");
            active.StaysDown = false;
            await ensemble.ReadyAsync(active);
        }

        return [.. times];
    }

    // The first order of a new epoch.
    private static Entry? HandedOut(History.Follower journal, int known) =>
        journal
            .Entries.Skip(known)
            .SkipWhile(e => e.Value is not EpochStarted)
            .FirstOrDefault(e => e.Value is Journalled { Event: StudyEvent.AttemptStarted });

    private static int Completed(History.Follower journal) =>
        journal.Studies.GetValueOrDefault("short")?.Stages.Values.Count(n => n.Result is not null) ?? 0;

    private static IEnumerable<StageNode> LongStages(History.Follower journal) =>
        journal.Studies.GetValueOrDefault("long") is { Trials.Count: 2 } study
            ? study.Stages.Values.Where(n =>
                n.Status is StageStatus.Running && study.Teacher!.Outcome is not null
            )
            : [];

    // The long stages are still in their first attempt, in the very processes that began them.
    private static IEnumerable<string> Kept(History.Follower journal, int[] runners, Ensemble ensemble)
    {
        StageNode[] running = [.. LongStages(journal)];
        if (running.Length != 2 || running.Any(n => n.Attempts != 1))
            yield return "a long stage was not adopted by every new coordinator";
        if (!runners.SequenceEqual(ensemble.Workers.SelectMany(w => w.Runners).Order()))
            yield return "a runner was replaced";
    }

    private static string Figures(string what, double[] times)
    {
        double[] sorted = [.. times.Order()];
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return $"{what}: work is handed out again after {median:0.0} s (median of {sorted.Length}; {sorted[0]:0.0} to {sorted[^1]:0.0} s)";
    }
}
