using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>
/// What is believed of every objective of a study, and of every limit on a number that is no objective, each by a
/// Gaussian process of its own.
/// </summary>
/// <remarks>
/// Trials without an outcome are believed to end as predicted ("kriging believer": Ginsbourger, Le Riche and Carraro
/// 2010), so that suggestions made side by side differ. Broken trials count as the worst value seen, which keeps
/// others away from them. Analytic values of both are known.
/// </remarks>
internal sealed class JointModel
{
    private const int Steps = 50; // of the hyperparameter search
    private const int Recent = 64; // pending and broken trials taken into account
    private readonly SpaceCode _code;
    private readonly IReadOnlyList<Objective> _objectives;
    private readonly ImmutableArray<Surrogate> _measured; // without what is believed of pending trials
    private readonly ImmutableArray<Surrogate> _models;
    private readonly bool _logarithmic;

    /// <summary>Learns from a history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="seen">Its trials, of which at least one is finished.</param>
    /// <param name="memo">Holds hyperparameters.</param>
    /// <param name="logarithmic">Whether analytic objectives count by ratio.</param>
    public JointModel(StudySnapshot history, Observations seen, HyperparameterMemo memo, bool logarithmic)
    {
        (_code, _objectives, _logarithmic) = (SpaceCode.Of(history.Space), history.Objectives, logarithmic);
        Data = TrainingSet.Of(seen.Finished);
        Count = _objectives.Count + Data[0].Excess.Length;
        var features = Features(Data);
        var shapes = Shapes(seen.Finished, memo);
        var measured = Enumerable
            .Range(0, Count)
            .Select(
                (_, m) =>
                {
                    var values = Values(Data, m);
                    var scale = Scales(m, values)[shapes[m].Scale];
                    return new Surrogate(features, _code.Groups, values, scale, shapes[m].Shape);
                }
            )
            .ToImmutableArray();

        _measured = measured;
        var (pending, broken) = (
            seen.Pending.TakeLast(Recent).ToArray(),
            seen.Broken.TakeLast(Recent).ToArray()
        );
        var (pendingAt, brokenAt) = (Features(pending), Features(broken));
        var believed = pending
            .Select((o, i) => measured.Select((s, m) => Known(o, m, s) ?? s.At(pendingAt[i]).Mean).ToArray())
            .ToArray();
        var feared = broken
            .Select(o => measured.Select((s, m) => Known(o, m, s) ?? s.Worst).ToArray())
            .ToArray();
        _models =
        [
            .. measured.Select(
                (s, m) => s.With([.. pendingAt, .. brokenAt], [.. believed.Concat(feared).Select(v => v[m])])
            ),
        ];
        Points = [.. Data.Select(o => o.Losses.Select((l, m) => measured[m].Standardise(l)).ToArray())];
        Believed = [.. believed.Where(IsBelievedToKeepLimits).Select(v => v[.._objectives.Count])];
    }

    /// <summary>How well each objective of trials is told from the other trials', at the least; see <see cref="Surrogate.Skill"/>.</summary>
    public double Skill => _measured.Take(_objectives.Count).Min(s => s.Skill);

    /// <summary>Objectives first, then limits.</summary>
    public int Count { get; }

    /// <summary>The trials learnt from.</summary>
    public ImmutableArray<Observed> Data { get; }

    /// <summary>Their losses on the models' scales.</summary>
    public ImmutableArray<double[]> Points { get; }

    /// <summary>The losses that pending trials are believed to have, where they keep the limits, on the models' scales.</summary>
    public ImmutableArray<double[]> Believed { get; }

    /// <summary>A value of an objective on its model's scale.</summary>
    public double Standardise(int objective, double value) =>
        _models[objective].Standardise(_objectives[objective].Loss(value));

    /// <summary>Where a limit lies on its model's scale.</summary>
    /// <param name="number">Its place behind the objectives.</param>
    public double Bound(int number) => _models[number].Standardise(0);

    /// <summary>What is believed of a point.</summary>
    /// <param name="features">See <see cref="SpaceCode"/>.</param>
    /// <param name="beliefs">Receives one belief per objective and limit.</param>
    public void Predict(ReadOnlySpan<double> features, Span<Belief> beliefs)
    {
        for (var m = 0; m < _models.Length; m++)
            beliefs[m] = _models[m].At(features);
    }

    private ImmutableArray<Learnt> Shapes(ImmutableArray<Observed> finished, HyperparameterMemo memo)
    {
        var data = TrainingSet.Of(finished[..TrainingSet.Prefix(finished.Length)]);
        return memo.Of(
            data,
            () =>
            {
                var features = Features(data);
                return
                [
                    .. Enumerable
                        .Range(0, Count)
                        .Select(m =>
                        {
                            var values = Values(data, m);
                            return Surrogate.Learn(features, _code.Groups, values, Scales(m, values), Steps);
                        }),
                ];
            }
        );
    }

    // Whether a limit is kept is told from where its bound lies on a scale, which is not to be bent.
    private ImmutableArray<LossScale> Scales(int m, double[] values)
    {
        if (m >= _objectives.Count)
            return [LossScale.Linear(values)];
        var objective = _objectives[m];
        if (_logarithmic && objective.IsAnalytic)
            return [LossScale.Ratios(values)];
        return LossScale.Candidates(values, objective.IsShare ? objective.IdealLoss : null);
    }

    private bool IsBelievedToKeepLimits(double[] values) =>
        Enumerable.Range(_objectives.Count, Count - _objectives.Count).All(m => values[m] <= Bound(m));

    private double[][] Features(IEnumerable<Observed> trials) =>
        [.. trials.Select(o => _code.Features(o.Configuration))];

    private double[] Values(ImmutableArray<Observed> data, int m) =>
        [.. data.Select(o => m < _objectives.Count ? o.Losses[m] : o.Excess[m - _objectives.Count])];

    private double? Known(Observed pending, int objective, Surrogate model) =>
        objective < _objectives.Count
        && _objectives[objective].IsAnalytic
        && pending.Trial.Prediction.TryGetValue(_objectives[objective].Key, out var known)
        && known.IsExact
            ? model.Standardise(_objectives[objective].Loss(known.Low))
            : null;
}
