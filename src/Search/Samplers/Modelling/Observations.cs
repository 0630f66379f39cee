using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Samplers.Modelling;

/// <summary>A trial as models see it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Losses">Its losses, smaller is better; empty where there are none to speak of.</param>
/// <param name="Violation">By how much it breaks the study's limits, each in units of its bound, summed; 0 for an acceptable one.</param>
internal sealed record Observed(Trial Trial, double[] Losses, double Violation)
{
    public Configuration Configuration => Trial.Configuration;

    /// <summary>How far it is beyond each limit on a measured number that is no objective; finite.</summary>
    public double[] Excess { get; init; } = [];
}

/// <summary>The trials of a history, sorted by what can be learnt from them.</summary>
/// <param name="Finished">Completed with finite losses.</param>
/// <param name="Broken">Failed, or completed with a loss that is not finite: to be kept away from.</param>
/// <param name="Pending">Without a visible outcome.</param>
internal sealed record Observations(
    ImmutableArray<Observed> Finished,
    ImmutableArray<Observed> Broken,
    ImmutableArray<Observed> Pending
)
{
    // What a trial means to models never changes, and a history has thousands of them.
    private static readonly ConditionalWeakTable<Trial, Seen> Known = [];

    /// <summary>Reads a history. The teacher's own trial is no point of the space; stopped trials tell nothing.</summary>
    public static Observations Of(StudySnapshot history)
    {
        var finished = ImmutableArray.CreateBuilder<Observed>();
        var broken = ImmutableArray.CreateBuilder<Observed>();
        var pending = ImmutableArray.CreateBuilder<Observed>();
        var view = new View([.. history.Objectives], [.. history.Limits]);
        foreach (var trial in history.Trials)
        {
            if (!trial.IsSearched)
                continue;
            if (trial.Outcome is null)
                pending.Add(new(trial, [], 0));
            if (trial.Outcome is Outcome.Failed)
                broken.Add(new(trial, [], double.PositiveInfinity));
            if (trial.Measurement is null)
                continue;
            if (Look(trial, ref view) is { } observed)
                finished.Add(observed);
            else
                broken.Add(new(trial, [], double.PositiveInfinity));
        }
        return new(finished.ToImmutable(), broken.ToImmutable(), pending.ToImmutable());
    }

    private static Observed? Look(Trial trial, ref View view)
    {
        if (
            Known.TryGetValue(trial, out var seen)
            && (ReferenceEquals(seen.View, view) || seen.View.Shows(view))
        )
        {
            view = seen.View; // so that the next trial of the same study is known at a glance
            return seen.Observed;
        }
        var observed = view.Of(trial);
        Known.AddOrUpdate(trial, new(view, observed));
        return observed;
    }

    private sealed record Seen(View View, Observed? Observed);

    /// <summary>What a study looks at.</summary>
    private sealed class View(Objective[] objectives, Limit[] limits)
    {
        private readonly Objective[] _objectives = objectives;
        private readonly Limit[] _limits = limits;
        private readonly Limit[] _apart = [.. limits.Where(l => IsApart(l, objectives))];

        public bool Shows(View other) =>
            _objectives.AsSpan().SequenceEqual(other._objectives)
            && _limits.AsSpan().SequenceEqual(other._limits);

        /// <summary>Null where a number is not finite.</summary>
        public Observed? Of(Trial trial)
        {
            var measurement = trial.Measurement!;
            var losses = measurement.Losses(_objectives);
            double[] excess = [.. _apart.Select(l => l.Excess(measurement[l.Objective]))];
            return Array.TrueForAll(losses, double.IsFinite) && Array.TrueForAll(excess, double.IsFinite)
                ? new(trial, losses, Violation(measurement, _limits)) { Excess = excess }
                : null;
        }
    }

    private static double Violation(Measurement measurement, IReadOnlyList<Limit> limits)
    {
        var sum = 0.0;
        foreach (var limit in limits)
            sum +=
                limit.Violation(measurement[limit.Objective])
                / (limit.Bound == 0 ? 1 : Math.Abs(limit.Bound));
        return sum;
    }

    // Limits on what a plan tells are kept before a trial starts; the others have to be learnt.
    private static bool IsApart(Limit limit, IReadOnlyList<Objective> objectives) =>
        !objectives.Any(o => o.Key == limit.Objective)
        && !Objective.All.Any(o => o.Key == limit.Objective && o.IsAnalytic);
}
