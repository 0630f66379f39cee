using Slimfront.Chaos.Bench.Processes;
using Slimfront.Search.Randomness;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>What is done to one process.</summary>
/// <param name="Kind">Of which kind it is: "runner", "worker" or "coordinator".</param>
/// <param name="Choice">Which one of its kind, counted among those alive.</param>
/// <param name="Freeze">How long it is frozen; zero where it is killed.</param>
/// <param name="Delay">How long after the one before, at least.</param>
internal sealed record Fault(string Kind, int Choice, TimeSpan Freeze, TimeSpan Delay)
{
    /// <summary>A list of faults by a seed: half of them on runners, a quarter each on workers and coordinators.</summary>
    public static Fault[] Draw(ulong seed, int count)
    {
        var random = Seed.For(seed, "faults");
        return [.. Enumerable.Range(0, count).Select(_ => One(random))];
    }

    /// <summary>Does it.</summary>
    /// <returns>What was done, and a task that ends when it is over; null where nobody of the kind is alive.</returns>
    public (string What, Task Over)? Strike(Ensemble ensemble)
    {
        var freeze = Freeze > TimeSpan.Zero ? $"frozen for {Freeze.TotalSeconds:0.0} s" : "killed";
        if (Kind == "runner")
        {
            int[] runners = [.. ensemble.Workers.SelectMany(w => w.Runners)];
            if (runners.Length == 0)
                return null;
            var runner = runners[Choice % runners.Length];
            return ($"runner {runner} {freeze}", StrikeAsync(runner));
        }

        var nodes = Kind == "worker" ? ensemble.Workers : ensemble.Coordinators;
        Member[] alive = [.. nodes.Where(n => n.IsUp)];
        if (alive.Length == 0)
            return null;
        var victim = alive[Choice % alive.Length];
        return ($"{victim.Name} {freeze}", StrikeAsync(victim.Pid));
    }

    private async Task StrikeAsync(int process)
    {
        if (Freeze == TimeSpan.Zero)
        {
            Signals.Kill(process);
            return;
        }

        Signals.Freeze(process);
        await Task.Delay(Freeze);
        Signals.Wake(process);
    }

    private static Fault One(Pcg random)
    {
        string[] kinds = ["runner", "runner", "worker", "coordinator"];
        var kind = kinds[(int)(random.NextDouble() * kinds.Length)];
        var choice = (int)(random.NextDouble() * 1000);
        var isFreeze = random.NextDouble() < 0.5;
        var time = TimeSpan.FromSeconds(1 + 29 * random.NextDouble());
        return new(
            kind,
            choice,
            isFreeze ? time : TimeSpan.Zero,
            TimeSpan.FromSeconds(2 * random.NextDouble())
        );
    }
}
