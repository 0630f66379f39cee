using Slimfront.Actors.Protocol;
using Slimfront.Chaos.Bench.History;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>
/// The active coordinator's process is frozen for long enough to be replaced, and woken: it thinks that it still coordinates,
/// with a mailbox full of greetings, and must not write a single event.
/// </summary>
internal sealed class FreezeMode(Bench bench)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public async Task<bool> RunAsync()
    {
        var rounds = bench.Number("rounds", 20);
        var time = TimeSpan.FromSeconds(bench.Number("seconds", 60));
        var (ensemble, journal) = await bench.NewAsync("freeze", workers: 1, slots: 1);
        await using (ensemble)
        {
            ensemble.Start();
            await bench.SubmitAsync(ensemble, "short");
            for (var round = 1; round <= rounds; round++)
            {
                foreach (var member in ensemble.Coordinators)
                    await ensemble.ReadyAsync(member);
                var active = await ensemble.ActiveAsync();
                await journal.RefreshAsync();
                var (known, ends) = (Epochs(journal), active.Ends);
                await active.FreezeAsync(time);
                await journal.UntilAsync("another coordinator took over", Limit, j => Epochs(j) > known);
                var woken = TimeProvider.System.GetTimestamp();
                while (active.Ends == ends && TimeProvider.System.GetElapsedTime(woken) < Limit)
                    await Task.Delay(100);
                bench.Say(
                    $"round {round}: {active.Name} was frozen for {time.TotalSeconds:0} s; "
                        + (
                            active.Ends > ends
                                ? $"it ended {TimeProvider.System.GetElapsedTime(woken).TotalSeconds:0.0} s after it woke"
                                : "IT NEVER ENDED"
                        )
                );
            }

            await ensemble.AskAsync(
                c => c.StopAsync("short", "the bench is over", CancellationToken.None),
                Limit
            );
            await journal.UntilAsync(
                "the study ends",
                Limit,
                j => j.Studies["short"].Phase is Search.Studies.StudyPhase.Finished
            );
        }

        var verdict = Checks.Of(journal.Entries);
        Console.WriteLine(verdict);
        return verdict.IsGood;
    }

    private static int Epochs(History.Follower journal) =>
        journal.Entries.Count(e => e.Value is EpochStarted);
}
