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
        double trialStages
    )
    {
        (_learnt, _counted, _stages) = (learnt, counted, stages);
        Mean = Math.Max(Shortest, Sum(counted) is { Stages: > 0 } all ? all.Seconds / all.Stages : 1);
        Span = Mean * trialStages;
    }

    /// <summary>Seconds of a stage, on the average.</summary>
    public double Mean { get; }

    /// <summary>Seconds of the stages that a trial does not share, on the average.</summary>
    public double Span { get; }

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
        return new(learnt, learnt, count, TrialStages(study));
    }

    /// <summary>What is known when one more stage of a study is done; the same object counts while nothing follows from it.</summary>
    public Expectation With(Stage stage, StageResult result, Study study)
    {
        var learnt = Add(_learnt, stage, result);
        var count = _stages + 1;
        return BitOperations.IsPow2(count)
            ? new(learnt, learnt, count, TrialStages(study))
            : new(learnt, _counted, count, Span / Mean);
    }

    /// <summary>Whether another one gives the same answers.</summary>
    public bool CountsAs(Expectation other) => ReferenceEquals(_counted, other._counted);

    /// <summary>Expected seconds of a stage; positive.</summary>
    public double Of(Stage stage)
    {
        var known = _counted.GetValueOrDefault(stage.Operation) is { Units: > 0 } own ? own : Sum(_counted);
        return Math.Max(Shortest, Units(stage) * (known.Units > 0 ? known.Seconds / known.Units : 1));
    }

    private static double TrialStages(Study study) =>
        Math.Max(1, study.Stages.Count / (double)Math.Max(1, study.Trials.Count));

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
