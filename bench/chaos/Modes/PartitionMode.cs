using System.Globalization;
using System.Text.RegularExpressions;
using Slimfront.Actors.Protocol;
using Slimfront.Chaos.Bench.History;
using Slimfront.Chaos.Bench.Processes;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>
/// Three coordinators and two workers, each in a network namespace of its own, and their network fails: cables are taken
/// out, and packets are lost one way. Needs root.
/// </summary>
internal sealed partial class PartitionMode(Bench bench)
{
    private const int Coordinators = 3;
    private const int Workers = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly (string What, Action<int> Cut)[] Cuts =
    [
        ("the active coordinator's cable is out", active => Namespaces.Plug(active, isIn: false)),
        (
            "the active coordinator and the workers hear nothing of each other",
            active => Between([active], [3, 4], bothWays: true)
        ),
        (
            "the coordinators hear nothing of each other",
            _ =>
            {
                Between([0], [1, 2], bothWays: true);
                Between([1], [2], bothWays: true);
            }
        ),
        (
            "what the active coordinator sends is lost",
            active => Between([active], [.. Enumerable.Range(0, 5).Where(i => i != active)], bothWays: false)
        ),
        (
            "what the workers send to the active coordinator is lost",
            active => Between([3, 4], [active], bothWays: false)
        ),
    ];

    public async Task<bool> RunAsync()
    {
        using var network = new Namespaces(Coordinators + Workers);
        await bench.Postgres.ListenAsync(Namespaces.Gateway, "10.77.0.0/24");
        var (ensemble, journal) = await bench.NewAsync("partition", Workers, slots: 1, namespaces: true);
        await using (ensemble)
        {
            ensemble.Start();
            await SubmitAsync(ensemble);
            for (var round = 1; round <= bench.Number("rounds", 2); round++)
                foreach (var (what, cut) in Cuts)
                    await OneAsync(network, ensemble, journal, what, cut);
            await journal.RefreshAsync();
        }

        var verdict = Checks.Of(journal.Entries);
        Console.WriteLine(verdict);
        return verdict.IsGood;
    }

    private async Task OneAsync(
        Namespaces network,
        Ensemble ensemble,
        History.Follower journal,
        string what,
        Action<int> cut
    )
    {
        await AwaitWorkAsync(journal);
        var active = Active(ensemble);
        var (epochs, ends) = (Epochs(journal), ensemble.All.Sum(m => m.Ends));
        cut(active);
        await Task.Delay(TimeSpan.FromSeconds(bench.Number("seconds", 50)));
        await journal.RefreshAsync();
        var (during, completed) = (Epochs(journal) - epochs, Completed(journal));
        network.Heal();
        var since = TimeProvider.System.GetTimestamp();
        await AwaitWorkAsync(journal);
        bench.Say(
            $"{what} ({active}): {during} new epochs meanwhile; work goes on {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0} s "
                + $"after it healed; {ensemble.All.Sum(m => m.Ends) - ends} nodes ended; {completed} stages done"
        );
    }

    // Five stages more than now, from whatever coordinator there is.
    private static async Task AwaitWorkAsync(History.Follower journal)
    {
        await journal.RefreshAsync();
        var known = Completed(journal);
        await journal.UntilAsync("work goes on", Limit, j => Completed(j) >= known + 5);
    }

    private static async Task SubmitAsync(Ensemble ensemble)
    {
        for (var i = 0; ; i++)
            if (await ensemble.RunAsync(i % Coordinators, "search", Bench.FileOf("short"), "--detach"))
                return;
            else if (i == 60)
                throw new TimeoutException("The study cannot be submitted.");
            else
                await Task.Delay(2000);
    }

    private static void Between(int[] these, int[] those, bool bothWays)
    {
        foreach (var a in these)
        foreach (var b in those)
        {
            Namespaces.Lose(a, b);
            if (bothWays)
                Namespaces.Lose(b, a);
        }
    }

    // The one that began the highest epoch, by the logs.
    private static int Active(Ensemble ensemble) =>
        Enumerable
            .Range(0, Coordinators)
            .MaxBy(i =>
                Begun()
                    .Matches(File.ReadAllText(ensemble.LogOf(ensemble.Coordinators[i])))
                    .Select(m => int.Parse(m.Groups["epoch"].Value, CultureInfo.InvariantCulture))
                    .DefaultIfEmpty(0)
                    .Max()
            );

    private static int Epochs(History.Follower journal) =>
        journal.Entries.Count(e => e.Value is EpochStarted);

    private static int Completed(History.Follower journal) =>
        journal.Entries.Count(e => e.Value is Journalled { Event: StudyEvent.StageCompleted });

    [GeneratedRegex(
        "Coordinator of epoch (?<epoch>[0-9]+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Begun();
}
