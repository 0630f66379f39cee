using SharpLearning.Optimization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Plugins;

/// <summary>SharpLearning's sequential optimizers: forests of extremely randomized trees with expected improvement.</summary>
/// <remarks>
/// <para>
/// <c>smac</c> is its SmacOptimizer (Hutter, Hoos and Leyton-Brown 2011: a local search around the best trials besides random
/// points), <c>bayesian</c> its BayesianOptimizer (random points only). Both minimise one number over a box. Several
/// objectives become one by ParEGO's scalarisation (Knowles 2006): losses scaled to [0, 1] over the trials, weights drawn
/// anew for each trial, max θᵢfᵢ + 0.05·Σ θᵢfᵢ. The conditional space is a box with one side per parameter of the tree, each
/// in [0, 1] on the parameter's own scale; one half where a trial lacks the parameter.
/// </para>
/// <para>
/// An optimizer is made for every suggestion, seeded from the study's randomness, and given the whole history: so nothing is
/// kept between suggestions and a study can be resumed. A trial that breaks a limit counts as worse than all others, by
/// how much; one that failed or still runs counts as the worst there is.
/// </para>
/// </remarks>
/// <param name="isSmac">SmacOptimizer, or else BayesianOptimizer.</param>
/// <param name="startup">Finished trials before the first model; until then points come from the Sobol sequence.</param>
public sealed class SharpLearningSampler(bool isSmac, int startup) : ISampler, IDescribed<ISampler>
{
    private const double Augmentation = 0.05;
    private const int MostDraws = 8;
    private static readonly double MostUnit = Math.BitDecrement(1.0);
    private static readonly SobolSampler Startup = new();

    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "sharplearning",
            "Hutter et al. 2011; SharpLearning.Optimization",
            "SharpLearning's SMAC or Bayesian optimizer on a randomly weighted combination of the objectives.",
            [
                new Parameter.Choice("optimizer", "smac", "bayesian"),
                new Parameter.Integer("startup", 2, 1000),
            ],
            c => new SharpLearningSampler(
                c.Text("optimizer", otherwise: "smac") == "smac",
                c.Integer("startup", otherwise: 10)
            )
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var finished = history.Trials.Where(t => IsFinished(t, history.Objectives)).ToArray();
        if (draw > MostDraws || history.Space.Nodes.IsEmpty || finished.Length < startup)
            return Startup.Suggest(history, number, draw, random);
        var losses = Scalarise(history, finished, Weights(history.Objectives.Count, random));
        var avoided = history.Trials.Where(t =>
            t.Origin != Trial.TeacherOrigin && t.Outcome is null or Outcome.Failed
        );
        OptimizerResult[] known =
        [
            .. finished.Zip(losses, (t, l) => new OptimizerResult(Encode(history.Space, t.Configuration), l)),
            .. avoided.Select(t => new OptimizerResult(Encode(history.Space, t.Configuration), losses.Max())),
        ];
        IParameterSpec[] box =
        [
            .. history.Space.Nodes.Select(_ => new MinMaxParameterSpec(0, 1, Transform.Linear)),
        ];
        var proposed = Propose(box, known, random.Next());
        return Decode(history.Space, proposed);
    }

    private double[] Propose(IParameterSpec[] box, OptimizerResult[] known, int seed) =>
        isSmac
            ? new SmacOptimizer(
                box,
                iterations: 1,
                randomStartingPointCount: 1,
                seed: seed
            ).ProposeParameterSets(1, known)[0]
            : new BayesianOptimizer(
                box,
                iterations: 1,
                randomStartingPointCount: 1,
                seed: seed
            ).ProposeParameterSets(1, known)[0];

    private static bool IsFinished(Trial trial, IReadOnlyList<Objective> objectives) =>
        trial.Origin != Trial.TeacherOrigin
        && trial.Measurement is { } measurement
        && measurement.Losses(objectives).All(double.IsFinite);

    private static double[] Encode(Space space, Configuration point) =>
        [.. space.Nodes.Select(n => point.Find(n.Path) is { } value ? n.Parameter.ToUnit(value) : 0.5)];

    private static Configuration Decode(Space space, double[] box)
    {
        var at = space.Nodes.Select((n, i) => (n.Path, box[i])).ToDictionary(StringComparer.Ordinal);
        return space.Complete(n => n.Parameter.FromUnit(Math.Clamp(at[n.Path], 0, MostUnit)));
    }

    private static double[] Scalarise(StudySnapshot history, Trial[] finished, double[] weights)
    {
        var losses = finished.Select(t => t.Measurement!.Losses(history.Objectives)).ToArray();
        var best = weights.Select((_, m) => losses.Min(l => l[m])).ToArray();
        var extent = weights.Select((_, m) => losses.Max(l => l[m]) - best[m]).ToArray();
        var scalars = losses
            .Select(l =>
                weights.Select((w, m) => extent[m] > 0 ? w * (l[m] - best[m]) / extent[m] : 0).ToArray()
            )
            .Select(terms => terms.Max() + (Augmentation * terms.Sum()))
            .ToArray();
        var violations = finished.Select(t => Violation(history.Limits, t.Measurement!)).ToArray();
        var most = Math.Max(double.Epsilon, violations.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        return
        [
            .. scalars.Select(
                (s, i) => violations[i] > 0 ? scalars.Max() + Math.Min(1, violations[i] / most) : s
            ),
        ];
    }

    private static double Violation(IReadOnlyList<Limit> limits, Measurement measured) =>
        limits.Sum(l => l.Violation(measured[l.Objective]) / (l.Bound == 0 ? 1 : Math.Abs(l.Bound)));

    // Uniform on the simplex: normalised exponential numbers.
    private static double[] Weights(int objectives, Random random)
    {
        var draws = Enumerable.Range(0, objectives).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
        return [.. draws.Select(d => d / draws.Sum())];
    }
}
