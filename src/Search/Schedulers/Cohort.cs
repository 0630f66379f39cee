namespace Slimfront.Search.Schedulers;

/// <summary>One run of synchronous successive halving: so many configurations begin at a rung, the best 1/η of each go on.</summary>
/// <remarks>Jamieson and Talwalkar (2016), "Non-stochastic Best Arm Identification", arXiv:1502.07943, §2.</remarks>
/// <param name="Size">Configurations that begin together.</param>
/// <param name="Start">The rung at which they begin.</param>
internal readonly record struct Cohort(int Size, int Start)
{
    /// <summary>What comes next in cohorts that follow one another; see <see cref="IScheduler.Next"/>.</summary>
    /// <param name="history">What is known.</param>
    /// <param name="eta">η.</param>
    /// <param name="cohort">The cohort with an index.</param>
    public static Turn? Next(RungHistory history, double eta, Func<int, Cohort> cohort)
    {
        var begun = 0;
        for (var index = 0; ; index++)
        {
            var current = cohort(index);
            var members = history.Climbs.Skip(begun).Take(current.Size).ToArray();
            begun += members.Length;
            if (members.Length < current.Size && history.MayBegin)
                return new Turn.Begin(current.Start);
            if (members.Length == 0)
                return null;
            if (current.Promote(members, history, eta, out var isWaiting) is { } next)
                return next;
            // A cohort is a barrier: the next one begins when this one is through.
            if (isWaiting)
                return null;
        }
    }

    private Turn? Promote(Climb[] members, RungHistory history, double eta, out bool isWaiting)
    {
        isWaiting = false;
        for (var rung = Start; rung < history.Top; rung++)
        {
            var entrants = members.Where(m => m.Rung >= rung).ToArray();
            isWaiting = entrants.Any(m => m.Rung == rung && m.Progress == ClimbProgress.Running);
            if (isWaiting)
                return null;
            if (history.Promoted(entrants, rung, n => Math.Max(1, (int)(n / eta))) is { } next)
                return new Turn.Continue(next.Latest);
        }
        isWaiting = members.Any(m => m.Progress == ClimbProgress.Running);
        return null;
    }
}
