using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Gaussian;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Samplers.Acquisition;

/// <summary>Log expected hypervolume improvement, plus the log probability that measured limits are kept.</summary>
/// <remarks>
/// The reference point lies a tenth beyond the worst of all trials, not of the front: measured from the front alone,
/// an early front that is one lucky point would leave nothing to be gained beside it, and the extremes of the true
/// front would never be looked for.
/// </remarks>
internal sealed class HypervolumeAcquisition
{
    private readonly SpaceCode _code;
    private readonly JointModel _model;
    private readonly double _optimism;
    private readonly ExpectedHypervolumeImprovement _improvement;
    private readonly ImmutableArray<(int Objective, double Bound)> _limits;
    private readonly double[] _features;
    private readonly Belief[] _beliefs;
    private readonly int _losses;

    /// <summary>Prepares for a state of knowledge.</summary>
    /// <param name="history">The study.</param>
    /// <param name="model">What is believed.</param>
    /// <param name="optimism">By what deviations are multiplied; above 1 looks where little is known.</param>
    public HypervolumeAcquisition(StudySnapshot history, JointModel model, double optimism)
    {
        (_code, _model, _optimism) = (SpaceCode.Of(history.Space), model, optimism);
        (_features, _beliefs) = (new double[_code.Groups.Length], new Belief[model.Count]);
        _losses = history.Objectives.Count;
        _limits =
        [
            .. history
                .Limits.Select(l => (Objective: IndexOf(history.Objectives, l.Objective), l.Bound))
                .Where(l => l.Objective >= 0 && !history.Objectives[l.Objective].IsAnalytic)
                .Select(l => (l.Objective, model.Standardise(l.Objective, l.Bound))),
            .. Enumerable.Range(_losses, model.Count - _losses).Select(m => (m, model.Bound(m))),
        ];
        var acceptable = Enumerable
            .Range(0, model.Data.Length)
            .Where(i => model.Data[i].Violation == 0)
            .ToArray();
        double[][] points = [.. acceptable.Select(i => model.Points[i]), .. model.Believed];
        var front = ParetoFront.Front(points);
        _improvement = new(front.Select(i => points[i]), Reference(model.Points));
        Elites =
        [
            .. front
                .Where(i => i < acceptable.Length)
                .Select(i => model.Data[acceptable[i]].Configuration)
                .Select(_code.Encode),
        ];
    }

    /// <summary>The genomes of the front.</summary>
    public ImmutableArray<double[]> Elites { get; }

    /// <summary>The score of a point of the space.</summary>
    public double Score(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active) =>
        Score(genome, active, ImmutableSortedDictionary<string, Interval>.Empty, []);

    /// <summary>The score of a point of which some objectives are known exactly.</summary>
    public double Score(
        ReadOnlySpan<double> genome,
        ReadOnlySpan<bool> active,
        ImmutableSortedDictionary<string, Interval> known,
        IReadOnlyList<Objective> objectives
    )
    {
        _code.Features(genome, active, _features);
        _model.Predict(_features, _beliefs);
        for (var m = 0; m < _beliefs.Length; m++)
            _beliefs[m] = _beliefs[m] with { Deviation = _optimism * _beliefs[m].Deviation };
        for (var m = 0; m < objectives.Count; m++)
            if (known.TryGetValue(objectives[m].Key, out var value) && value.IsExact)
                _beliefs[m] = new(_model.Standardise(m, value.Low), 0);
        var score = _improvement.Log(_beliefs.AsSpan(0, _losses));
        foreach (var (m, bound) in _limits)
            score += Normal.LogCumulative((bound - _beliefs[m].Mean) / _beliefs[m].Deviation);
        return score;
    }

    private static double[] Reference(ImmutableArray<double[]> points)
    {
        var reference = new double[points[0].Length];
        for (var m = 0; m < reference.Length; m++)
        {
            var (best, worst) = (points.Min(p => p[m]), points.Max(p => p[m]));
            reference[m] = worst + Math.Max(0.1 * (worst - best), 0.1);
        }
        return reference;
    }

    private static int IndexOf(IReadOnlyList<Objective> objectives, string key)
    {
        for (var m = 0; m < objectives.Count; m++)
            if (objectives[m].Key == key)
                return m;
        return -1;
    }
}
