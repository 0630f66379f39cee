using System.Globalization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Studies;

/// <summary>The rules of a study's budget: why no more trials are to be suggested.</summary>
/// <remarks>
/// Where the study has a lag, whether trial n is suggested follows from the outcomes of trials up to n − lag alone (for
/// <see cref="Budget.Finished"/>: of those before n), so the answer is the same with any number of slots.
/// </remarks>
internal static class Stopping
{
    /// <summary>
    /// Why trial <see cref="Study.Next"/> is not to begin a configuration, in one line; null where it may be. To be asked once all
    /// trials that it is suggested from have ended.
    /// </summary>
    public static string? Reason(Study study)
    {
        var budget = study.Spec.Budget;
        if (budget is { Patience: null, FailureRate: null, Hypervolume: null })
            return null;
        var newest = study.Spec.Lag is { } lag ? study.Next.Value - lag : int.MaxValue;
        var ended = study
            .Trials.TakeWhile(t => t.Number.Value <= newest)
            .Where(t => t.Outcome is not null)
            .ToArray();
        return Failures(budget, ended) ?? Target(study.Spec, ended) ?? Patience(study.Spec, ended);
    }

    /// <summary>Why enough trials were completed, whatever those in flight will give; null where not.</summary>
    public static string? Enough(Study study) =>
        study.Spec.Budget.Finished is { } wanted && study.Completed >= wanted
            ? $"{wanted} trials were completed"
            : null;

    /// <summary>Whether one more trial cannot make it more completed ones than wanted.</summary>
    /// <remarks>
    /// The number of completed and running trials together never grows but by a start, and ends as the number of completed
    /// ones. So trial n starts, sooner or later, if and only if fewer than wanted of those before it are completed.
    /// </remarks>
    public static bool HasRoom(Study study) =>
        study.Spec.Budget.Finished is not { } wanted
        || study.Completed + study.Running.Count(n => n != TrialNumber.Teacher && !study.Trial(n).IsPartial)
            < wanted;

    /// <summary>Why what runs is to be given up: the device time is spent; null where it is not.</summary>
    public static string? Overspent(Study study) =>
        study.Spec.Budget.DeviceTime is { } time && study.DeviceSeconds >= time.TotalSeconds
            ? $"the device time of {time} is used up"
            : null;

    /// <summary>The dominated share of the box between a worst corner and the ideal point, 0 to 1.</summary>
    /// <param name="reference">A value of every objective.</param>
    /// <param name="objectives">The objectives.</param>
    /// <param name="losses">Shape [points, objectives].</param>
    public static double Share(
        IReadOnlyList<Limit> reference,
        IReadOnlyList<Objective> objectives,
        IEnumerable<double[]> losses
    )
    {
        var ideal = objectives.Select(o => o.IdealLoss).ToArray();
        var worst = objectives
            .Select(o => o.Loss(reference.Single(r => r.Objective == o.Key).Bound))
            .ToArray();
        var scaled = losses.Select(point =>
            point.Select((loss, i) => (loss - ideal[i]) / (worst[i] - ideal[i])).ToArray()
        );
        return Hypervolume.Of(scaled, [.. objectives.Select(_ => 1.0)]);
    }

    private static string? Failures(Budget budget, Trial[] ended)
    {
        var failed = ended.Count(t => t.Outcome is Outcome.Failed);
        return
            budget.FailureRate is { } rate
            && ended.Length >= budget.FailureMinimum
            && failed >= rate * ended.Length
            && failed > 0
            ? $"{failed} of {ended.Length} trials failed"
            : null;
    }

    private static string? Target(StudySpec spec, Trial[] ended)
    {
        if (spec.Budget.Hypervolume is not { } target)
            return null;
        var share = Share(
            spec.Budget.Reference,
            spec.Objectives,
            ended.Select(t => Losses(spec, t)).OfType<double[]>()
        );
        return share >= target
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the front dominates {100 * share:0.00} % of the hypervolume, {100 * target:0.##} % were wanted"
            )
            : null;
    }

    private static string? Patience(StudySpec spec, Trial[] ended)
    {
        if (spec.Budget.Patience is not { } patience)
            return null;
        // A trial paused at a rung could bring no gain yet.
        ended = [.. ended.Where(t => t.Outcome is not Outcome.Paused)];
        if (ended.Length < patience)
            return null;
        var front = new List<double[]>();
        var last = -1;
        for (var i = 0; i < ended.Length; i++)
        {
            if (Losses(spec, ended[i]) is not { } losses || !IsGain(spec, front, losses))
                continue;
            front.RemoveAll(other => Dominance.WeaklyDominates(losses, other));
            front.Add(losses);
            last = i;
        }

        return ended.Length - 1 - last >= patience ? $"{patience} trials in a row brought no gain" : null;
    }

    // A point adds hypervolume if nothing dominates it and it is better than the reference; without one, any corner
    // far enough away gives the same answer.
    private static bool IsGain(StudySpec spec, List<double[]> front, double[] losses) =>
        !front.Exists(other => Dominance.WeaklyDominates(other, losses))
        && spec.Budget.Reference.All(r =>
            spec.Objectives.Zip(losses)
                .All(p => p.First.Key != r.Objective || p.Second < p.First.Loss(r.Bound))
        );

    // Null where a trial does not count for the front.
    private static double[]? Losses(StudySpec spec, Trial trial) =>
        trial.Measurement is { } m
        && spec.Limits.All(l => l.Violation(m[l.Objective]) == 0)
        && m.Losses(spec.Objectives) is var losses
        && losses.All(double.IsFinite)
            ? losses
            : null;
}
