using System.Collections.Immutable;
using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>A Gaussian process for one loss, with the scale on which it works: mean 0 and deviation 1 over the data.</summary>
internal sealed class Surrogate
{
    private readonly ImmutableArray<int> _groups;
    private readonly double[][] _features;
    private readonly double[] _values;
    private readonly LossScale _scale;
    private readonly Hyperparameters _given;
    private readonly GaussianProcess _process;

    /// <summary>Conditions on measured losses.</summary>
    /// <param name="features">Shape [data, features].</param>
    /// <param name="groups">The parameter that each feature belongs to.</param>
    /// <param name="losses">Finite losses, shape [data].</param>
    /// <param name="scale">Their scale.</param>
    /// <param name="given">What is known of the function's shape.</param>
    public Surrogate(
        double[][] features,
        ImmutableArray<int> groups,
        double[] losses,
        LossScale scale,
        Hyperparameters given
    )
        : this(features, groups, scale, [.. losses.Select(scale.Standardise)], given) { }

    private Surrogate(
        double[][] features,
        ImmutableArray<int> groups,
        LossScale scale,
        double[] values,
        Hyperparameters given
    )
    {
        (_features, _groups, _values, _scale, _given) = (features, groups, values, scale, given);
        _process = new(features, groups, values, given);
    }

    /// <summary>The worst value among the data.</summary>
    public double Worst => _values.Max();

    /// <inheritdoc cref="GaussianProcess.Skill"/>
    public double Skill => _process.Skill(_values);

    /// <summary>A loss on the model's scale.</summary>
    public double Standardise(double loss) => _scale.Standardise(loss);

    /// <summary>What is believed of the loss at a point, on the model's scale.</summary>
    public Belief At(ReadOnlySpan<double> features)
    {
        var (mean, variance) = _process.Predict(features);
        return new(mean, Math.Sqrt(variance));
    }

    /// <summary>The same with further data, given on the model's scale, which stays as it is.</summary>
    public Surrogate With(IEnumerable<double[]> features, IEnumerable<double> values) =>
        new([.. _features, .. features], _groups, _scale, [.. _values, .. values], _given);

    /// <summary>The most probable shape of a function for data, and the scale on which it has it.</summary>
    public static Learnt Learn(
        double[][] features,
        ImmutableArray<int> groups,
        double[] losses,
        ImmutableArray<LossScale> scales,
        int steps
    ) =>
        scales
            .Select(
                (scale, i) =>
                {
                    double[] values = [.. losses.Select(scale.Standardise)];
                    var (shape, value) = HyperparameterFit.Fit(features, groups, values, steps);
                    return (Learnt: new Learnt(shape, i), Value: value + scale.LogSlopes(losses));
                }
            )
            .MaxBy(l => l.Value)
            .Learnt;
}

/// <summary>What was learnt of a function.</summary>
/// <param name="Shape">Its hyperparameters.</param>
/// <param name="Scale">The index of its scale.</param>
internal sealed record Learnt(Hyperparameters Shape, int Scale);
