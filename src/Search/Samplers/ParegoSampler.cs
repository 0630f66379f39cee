using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers.Acquisition;
using Slimfront.Search.Samplers.Gaussian;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>
/// ParEGO: each trial weighs the objectives anew at random and improves that one number with a Gaussian process.
/// </summary>
/// <remarks>
/// Knowles (2006), "ParEGO: A Hybrid Algorithm With On-Line Landscape Approximation for Expensive Multiobjective
/// Optimization Problems", IEEE TEC 10(1). Losses scaled to [0, 1] over the trials; weights uniform on the simplex;
/// augmented Tchebycheff max θᵢfᵢ + 0.05·Σ θᵢfᵢ; log expected improvement. A trial that breaks a limit counts
/// as worse than all others, the more the further; one that is broken or still running counts as the worst there is.
/// </remarks>
/// <param name="startup">Finished trials before the first model.</param>
public sealed class ParegoSampler(int startup) : ISampler, IDescribed<ISampler>
{
    private const double Augmentation = 0.05;
    private const int Steps = 30;
    private const int Finds = 32;
    private const int MostDraws = 8;
    private static readonly SobolSampler Startup = new();

    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "parego",
            "Knowles 2006",
            "Gaussian process on a randomly weighted combination of the objectives.",
            [new Parameter.Integer("startup", 1, 1000)],
            c => new ParegoSampler(c.Integer("startup", otherwise: 10))
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var seen = Observations.Of(history);
        if (draw > MostDraws || history.Space.Nodes.IsEmpty || seen.Finished.Length < startup)
            return Startup.Suggest(history, number, draw, random);
        var code = SpaceCode.Of(history.Space);
        var data = TrainingSet.Of(seen.Finished);
        var losses = Scalarise(data, Weights(history.Objectives.Count, random));
        var avoided = seen.Broken.Concat(seen.Pending).TakeLast(TrainingSet.Most / 2).ToArray();
        double[][] features = [.. data.Concat(avoided).Select(o => code.Features(o.Configuration))];
        double[] values = [.. losses, .. avoided.Select(_ => losses.Max())];
        var scale = LossScale.Linear(values);
        var shape = Surrogate.Learn(features, code.Groups, values, [scale], Steps).Shape;
        var surrogate = new Surrogate(features, code.Groups, values, scale, shape);
        var improvement = new ExpectedHypervolumeImprovement([], [surrogate.Standardise(values.Min())]);
        var at = new double[code.Groups.Length];
        double Score(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active)
        {
            code.Features(genome, active, at);
            return improvement.Log([surrogate.At(at)]);
        }
        var elites = data.Zip(losses)
            .OrderBy(p => p.Second)
            .Take(10)
            .Select(p => code.Encode(p.First.Configuration));
        var search = CandidateSearch.For(history.Space, Score, random, seen.Finished.Length, Finds);
        return search
                .Run([.. elites])
                .Select(c => code.Decode(c.Genome))
                .FirstOrDefault(c => !history.HasTried(c) && history.Plan(c) is Plan.Accepted)
            ?? history.Space.Draw(random);
    }

    private static double[] Scalarise(IReadOnlyList<Observed> data, double[] weights)
    {
        var best = weights.Select((_, m) => data.Min(o => o.Losses[m])).ToArray();
        var extent = best.Select((b, m) => data.Max(o => o.Losses[m]) - b).ToArray();
        var scalars = data.Select(o =>
                weights
                    .Select((w, m) => extent[m] > 0 ? w * (o.Losses[m] - best[m]) / extent[m] : 0)
                    .ToArray()
            )
            .Select(terms => terms.Max() + (Augmentation * terms.Sum()))
            .ToArray();
        // Beyond the worst acceptable scalar, by how much the limits are broken.
        var most = data.Max(o => double.IsFinite(o.Violation) ? o.Violation : 0);
        return
        [
            .. scalars.Select(
                (s, i) =>
                    data[i].Violation > 0
                        ? scalars.Max() + (most > 0 ? Math.Min(1, data[i].Violation / most) : 1)
                        : s
            ),
        ];
    }

    // Uniform on the simplex: normalised exponential numbers.
    private static double[] Weights(int objectives, Random random)
    {
        var draws = Enumerable.Range(0, objectives).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
        return [.. draws.Select(d => d / draws.Sum())];
    }
}
