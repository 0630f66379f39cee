using System.Collections.Immutable;
using System.Numerics;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>How long stages are expected to take, learnt from those that are done. Decides order only, never a result.</summary>
/// <remarks>
/// A stage of u units (its epochs; 1 where it does not train) takes u · Σ seconds / Σ units over the finished stages of its operation, or
/// of all operations while there are none of its own, or u seconds at first. What was learnt counts from the 1st, 2nd, 4th, 8th… finished
/// stage on, so that the whole order is computed anew a few times only.
/// </remarks>
internal sealed class Expectation
{
    private const double Shortest = 1e-3;

    private readonly ImmutableDictionary<string, Total> _learnt;
    private readonly ImmutableDictionary<string, Total> _counted;
    private readonly int _stages;

    private Expectation(
        ImmutableDictionary<string, Total> learnt,
        ImmutableDictionary<string, Total> counted,
        int stages,
        double perTrial,
        double way,
        int busy
    )
    {
        (_learnt, _counted, _stages, PerTrial, Way, Busy) = (
            learnt,
            counted,
            stages,
            perTrial,
            way,
            Math.Max(1, busy)
        );
        Mean = MeanOf(counted);
    }

    /// <summary>Seconds of a stage, on the average.</summary>
    public double Mean { get; }

    /// <summary>Seconds that one trial is ahead of the next one.</summary>
    /// <remarks>
    /// Trial n + lag begins when trial n has ended: the mean way through a trial, over the lag. Where there are too few slots for that, the cluster takes longer for
    /// each trial: the work that a trial does not share, over the busy slots.
    /// </remarks>
    public double PerTrial { get; }

    /// <summary>Seconds of all stages of the longest trial in flight.</summary>
    public double Way { get; }

    /// <summary>Stages in the works when it was learnt; at least 1.</summary>
    public int Busy { get; }

    /// <summary>What is known of a study's stages.</summary>
    public static Expectation Of(Study study)
    {
        var learnt = ImmutableDictionary<string, Total>.Empty;
        var count = 0;
        foreach (var node in study.Stages.Values)
            if (node.Result is { } result)
            {
                learnt = Add(learnt, node.Stage, result);
                count++;
            }
        var busy = study.Stages.Values.Count(n => n.Status is StageStatus.Running);
        return new(learnt, learnt, count, Pace(study, MeanOf(learnt), busy), Longest(study, learnt), busy);
    }

    /// <summary>What is known when one more stage of a study is done; the same object counts while nothing follows from it.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="study">The study, in which it is done.</param>
    /// <param name="busy">Stages in the works.</param>
    public Expectation With(Stage stage, StageResult result, Study study, int busy)
    {
        var learnt = Add(_learnt, stage, result);
        var count = _stages + 1;
        return BitOperations.IsPow2(count)
            ? new(learnt, learnt, count, Pace(study, MeanOf(learnt), busy), Longest(study, learnt), busy)
            : new(learnt, _counted, count, PerTrial, Way, Busy);
    }

    /// <summary>Whether another one gives the same answers.</summary>
    public bool CountsAs(Expectation other) => ReferenceEquals(_counted, other._counted);

    /// <summary>Expected seconds of a stage; positive.</summary>
    public double Of(Stage stage) => Of(stage, _counted);

    private static double Of(Stage stage, ImmutableDictionary<string, Total> counted)
    {
        var known = counted.GetValueOrDefault(stage.Operation) is { Units: > 0 } own ? own : Sum(counted);
        return Math.Max(Shortest, Units(stage) * (known.Units > 0 ? known.Seconds / known.Units : 1));
    }

    private static double Pace(Study study, double mean, int busy)
    {
        var trials = (double)Math.Max(1, study.Trials.Count);
        var way = Math.Max(1, study.Trials.Sum(t => t.Stages.Length) / trials);
        var unshared = study.Stages.Count / trials;
        return mean * Math.Max(way / AgendaChange.Lag(study), unshared / Math.Max(1, busy));
    }

    private static double Longest(Study study, ImmutableDictionary<string, Total> counted) =>
        study
            .Running.Select(n =>
                study
                    .Trial(n)
                    .Stages.Sum(s => study.Stages.TryGetValue(s, out var node) ? Of(node.Stage, counted) : 0)
            )
            .DefaultIfEmpty(0)
            .Max();

    private static double MeanOf(ImmutableDictionary<string, Total> counted) =>
        Math.Max(Shortest, Sum(counted) is { Stages: > 0 } all ? all.Seconds / all.Stages : 1);

    private static double Units(Stage stage) => stage.Epochs > 0 ? stage.Epochs : 1;

    private static ImmutableDictionary<string, Total> Add(
        ImmutableDictionary<string, Total> totals,
        Stage stage,
        StageResult result
    )
    {
        var seconds = double.IsFinite(result.Seconds) ? Math.Max(0, result.Seconds) : 0;
        var before = totals.GetValueOrDefault(stage.Operation);
        return totals.SetItem(
            stage.Operation,
            new(before.Seconds + seconds, before.Units + Units(stage), before.Stages + 1)
        );
    }

    private static Total Sum(ImmutableDictionary<string, Total> totals) =>
        totals.Values.Aggregate(
            default(Total),
            (a, b) => new(a.Seconds + b.Seconds, a.Units + b.Units, a.Stages + b.Stages)
        );

    private readonly record struct Total(double Seconds, double Units, int Stages);
}
