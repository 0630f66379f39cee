using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Slimfront.Search.Samplers.Gaussian;

namespace Slimfront.Search.Tests.Samplers.Gaussian;

public sealed class GaussianProcessTests
{
    private static readonly ImmutableArray<int> Groups = [0, 1, 1];

    private static readonly Gen<(double[][] X, double[] Y)> Data = Gen.Select(
            Gen.Double[0, 1].Array[3],
            Gen.Double[-2, 2]
        )
        .Array[4, 12]
        .Select(rows => (rows.Select(r => r.Item1).ToArray(), rows.Select(r => r.Item2).ToArray()));

    [Test]
    public void The_factor_times_its_transpose_is_the_matrix() =>
        Gen.Double[-1, 1]
            .Array[9]
            .Array[1, 9]
            .Sample(rows =>
            {
                var a = rows.Select(
                        (r, i) => rows.Select((s, j) => Cholesky.Dot(r, s) + (i == j ? 0.1 : 0)).ToArray()
                    )
                    .ToArray();
                var expected = Matrix<double>.Build.DenseOfRowArrays(a).Cholesky().Factor;
                return Cholesky.TryFactorise(a)
                    && expected
                        .EnumerateIndexed()
                        .All(e => e.Item2 > e.Item1 || Math.Abs(a[e.Item1][e.Item2] - e.Item3) < 1e-9);
            });

    [Test]
    public void A_matrix_that_is_not_positive_definite_is_refused() =>
        Assert.That(
            Cholesky.TryFactorise([
                [1, 2],
                [2, 1],
            ]),
            Is.False
        );

    [Test]
    public void Without_noise_the_mean_passes_through_the_data()
    {
        double[][] x =
        [
            [0.1, 0, 0],
            [0.4, 0.3, 0.1],
            [0.9, 0.5, 0.7],
        ];
        double[] y = [1, -1, 0.5];
        var process = new GaussianProcess(x, Groups, y, new([-1, -1], 0, -16));
        for (var i = 0; i < x.Length; i++)
        {
            var (mean, variance) = process.Predict(x[i]);
            Assert.That(mean, Is.EqualTo(y[i]).Within(1e-5));
            Assert.That(variance, Is.LessThan(1e-5));
        }
    }

    // The short formula against what it stands for: a process without each value in turn.
    [Test]
    public void Skill_is_how_well_each_value_is_told_from_the_others() =>
        Data.Sample(
            data =>
            {
                var given = new Hyperparameters([-0.5, 0.3], 0.2, -2);
                double[] errors =
                [
                    .. data.Y.Select(
                        (y, i) =>
                        {
                            var (x, others) = (Without(data.X, i), Without(data.Y, i));
                            return y - new GaussianProcess(x, Groups, others, given).Predict(data.X[i]).Mean;
                        }
                    ),
                ];
                var all = data.Y.Sum(y => y * y);
                // Values that are all 0, as the prior says, leave nothing to be told.
                var expected = all > 0 ? 1 - (errors.Sum(e => e * e) / all) : 1;
                var skill = new GaussianProcess(data.X, Groups, data.Y, given).Skill(data.Y);
                return Math.Abs(skill - expected) < 1e-6 * Math.Max(1, Math.Abs(expected));
            },
            iter: 50
        );

    private static T[] Without<T>(T[] all, int place) => [.. all[..place], .. all[(place + 1)..]];

    [Test]
    public void Far_from_the_data_nothing_is_known()
    {
        var process = new GaussianProcess(
            [
                [0, 0, 0],
            ],
            Groups,
            [5],
            new([-4, -4], Math.Log(2), -9)
        );
        var (mean, variance) = process.Predict([1, 1, 1]);
        Assert.That(mean, Is.EqualTo(0).Within(1e-6));
        Assert.That(variance, Is.EqualTo(2).Within(1e-6));
    }

    [Test]
    public void Points_that_coincide_are_survived()
    {
        var process = new GaussianProcess(
            [
                [1, 1, 1],
                [1, 1, 1],
            ],
            Groups,
            [1, -1],
            new([0, 0], 0, -800)
        );
        Assert.That(process.Predict([1, 1, 1]).Mean, Is.EqualTo(0).Within(1e-3));
    }

    [Test]
    public void The_gradient_of_the_likelihood_is_that_of_finite_differences() =>
        Gen.Select(Data, Gen.Double[-2, 2].Array[3], Gen.Double[-6, -1])
            .Sample(
                (data, shape, noise) =>
                {
                    double[] at = [.. shape, noise];
                    var likelihood = new MarginalLikelihood(data.X, Groups, data.Y);
                    var (_, gradient) = likelihood.At(at);
                    return Enumerable
                        .Range(0, at.Length)
                        .All(i =>
                        {
                            const double H = 1e-5;
                            double Value(double by) =>
                                likelihood.At([.. at.Select((v, j) => i == j ? v + by : v)]).Value;
                            var slope = (Value(H) - Value(-H)) / (2 * H);
                            return Math.Abs(slope - gradient[i]) < 1e-3 * (1 + Math.Abs(slope));
                        });
                },
                iter: 50
            );

    [Test]
    public void A_parameter_that_does_not_matter_gets_a_long_scale()
    {
        var x = Enumerable
            .Range(0, 30)
            .Select(i => new[] { i / 30.0, i * 7 % 30 / 30.0, i * 11 % 30 / 30.0 })
            .ToArray();
        var y = x.Select(p => Math.Sin(12 * p[0])).ToArray();
        var (learnt, _) = HyperparameterFit.Fit(x, [0, 1, 2], y, steps: 60);
        Assert.That(learnt.LogScales[0], Is.LessThan(learnt.LogScales[1] - 2));
        Assert.That(learnt.LogScales[0], Is.LessThan(learnt.LogScales[2] - 2));
    }

    [Test]
    public void Losses_on_a_logarithmic_scale_are_told_apart_by_ratio()
    {
        var scale = LossScale.Ratios([1, 10, 100]);
        Assert.That(scale.Standardise(10), Is.EqualTo(0).Within(1e-12));
        Assert.That(scale.Standardise(100), Is.EqualTo(-scale.Standardise(1)).Within(1e-12));
        Assert.That(LossScale.Ratios([0, 10]).Logarithmic, Is.False);
        Assert.That(LossScale.Bent([3, 3], reach: 0).Standardise(3), Is.Zero);
    }

    [Test]
    public void Losses_far_off_are_drawn_in_and_keep_their_order()
    {
        // Best 0, median 2: beyond 8 a loss counts as 8 + 2·ln(1 + (l − 8)/2).
        var scale = LossScale.Bent([3, 0, 1, 2, 100], reach: 4);
        double From(double loss) =>
            (scale.Standardise(loss) - scale.Standardise(0)) / (scale.Standardise(1) - scale.Standardise(0));
        Assert.That(From(8), Is.EqualTo(8).Within(1e-9));
        Assert.That(From(100), Is.EqualTo(8 + (2 * Math.Log(47))).Within(1e-9));
        Assert.That(From(10), Is.InRange(From(9), From(11)));
    }

    [Test]
    public void Errors_count_by_ratio_down_to_a_hundredth()
    {
        // Accuracies, the larger the better: ln(error + 0.01).
        double Distance(double a, double b)
        {
            var scale = LossScale.Errors([-0.5, -0.9], ideal: -1);
            return scale.Standardise(-a) - scale.Standardise(-b);
        }
        var unit = Distance(0.5, 0.9) / Math.Log(0.51 / 0.11);
        Assert.That(Distance(0.61, 0.81), Is.EqualTo(unit * Math.Log(0.4 / 0.2)).Within(1e-9));
        Assert.That(Distance(0.997, 0.998), Is.EqualTo(unit * Math.Log(0.013 / 0.012)).Within(1e-9));
        Assert.That(double.IsFinite(Distance(0, 1)), Is.True);
    }

    [Test]
    public void The_likelihood_of_losses_counts_how_much_a_scale_bends_them()
    {
        // Numerically: the slope of the scale at each loss.
        double[] losses = [0, 1, 2, 3, 100];
        var scale = LossScale.Bent(losses, reach: 0);
        const double h = 1e-6;
        var expected = losses.Sum(l => Math.Log((scale.Standardise(l + h) - scale.Standardise(l)) / h));
        Assert.That(scale.LogSlopes(losses), Is.EqualTo(expected).Within(1e-4));
    }

    [TestCase(true, 0.0)]
    [TestCase(false, 4.0)]
    public void The_scale_on_which_losses_are_smooth_is_found(bool isSkewed, double reach)
    {
        // sin(3x) and a slope; or e to six times that.
        double[][] x = [.. Enumerable.Range(0, 30).Select(i => new[] { i / 29.0 })];
        double[] y = [.. x.Select(p => Math.Sin(3 * p[0]) + p[0])];
        if (isSkewed)
            y = [.. y.Select(v => Math.Exp(6 * v))];
        var scales = LossScale.Candidates(y, ideal: null);
        var learnt = Surrogate.Learn(x, [0], y, scales, steps: 60);
        Assert.That(scales[learnt.Scale], Is.EqualTo(LossScale.Bent(y, reach)));
    }
}
