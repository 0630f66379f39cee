using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers.Acquisition;
using Slimfront.Search.Samplers.Gaussian;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>
/// Bayesian optimisation: Gaussian processes say what every objective may be at a point, and the point whose expected
/// gain of hypervolume is largest is tried next.
/// </summary>
/// <remarks>
/// <para>
/// Kernel: Matérn 5/2 with a length scale per parameter, under the priors of Hvarfner et al. (2024), arXiv:2402.02229.
/// Measured losses are bent as far as their likelihood says (<see cref="LossScale"/>). Acquisition: the logarithm of expected
/// hypervolume improvement (Ament et al. 2023, arXiv:2310.20708), exact for independent objectives. Until <c>startup</c>
/// trials have finished, points come from the Sobol sequence.
/// </para>
/// <para>
/// Departures. Every fourth trial multiplies deviations by 3: a purely greedy search was measured to miss whole pieces of
/// a disconnected front (ZDT3). Where the model tells a trial's losses from the other trials' badly, so that a function is too
/// rugged for it (ZDT4), every second trial is a child of good ones, as in <see cref="Nsga2Sampler"/>. Analytic objectives have a surrogate for the broad search only; the best
/// <c>plans</c> points are then planned, and judged by the values their recipes really have.
/// </para>
/// </remarks>
/// <param name="startup">Finished trials before the first model.</param>
/// <param name="plans">Points whose analytic objectives are computed exactly, per suggestion.</param>
/// <param name="logarithmic">Whether analytic objectives count by ratio, where they are above 0.</param>
/// <param name="isSparing">
/// Whether the gain counts per epoch of work that no earlier trial asked for (expected improvement per second: Snoek et al.
/// 2012, arXiv:1206.2944, §3.2), so that what shares its stages with others comes first.
/// </param>
public sealed class GpSampler(int startup, int plans, bool logarithmic, bool isSparing = false)
    : ISampler,
        IDescribed<ISampler>
{
    private const int MostDraws = 8;
    private const int ExploreEvery = 4;
    private const double Optimism = 3;
    private const int BreedEvery = 2;
    private const double LeastSkill = 0.4;
    private static readonly SobolSampler Startup = new();
    private static readonly Nsga2Sampler Breeder = new(population: 20);
    private readonly HyperparameterMemo _memo = new();

    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "gp",
            "arXiv:2310.20708; arXiv:2402.02229",
            "Gaussian processes with log expected hypervolume improvement.",
            [
                new Parameter.Integer("startup", 1, 1000),
                new Parameter.Integer("plans", 1, 10_000),
                new Parameter.Choice("sizes", "linear", "logarithmic"),
                new Parameter.Choice("work", "ignored", "counted"),
            ],
            c => new GpSampler(
                c.Integer("startup", otherwise: 10),
                c.Integer("plans", otherwise: 64),
                c.Text("sizes", otherwise: "logarithmic") == "logarithmic",
                c.Text("work", otherwise: "ignored") == "counted"
            )
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var seen = Observations.Of(history);
        if (draw > MostDraws || history.Space.Nodes.IsEmpty || seen.Finished.Length < startup)
            return Startup.Suggest(history, number, draw, random);
        var model = new JointModel(history, seen, _memo, logarithmic);
        if (number.Value % BreedEvery == 1 && IsRugged(history, model))
            return Breeder.Suggest(history, number, draw, random);
        var optimism = number.Value % ExploreEvery == ExploreEvery - 1 ? Optimism : 1;
        var acquisition = new HypervolumeAcquisition(history, model, optimism);
        var search = CandidateSearch.For(
            history.Space,
            acquisition.Score,
            random,
            seen.Finished.Length,
            plans
        );
        var found = search.Run(acquisition.Elites);
        return Best(history, acquisition, found) ?? history.Space.Draw(random);
    }

    // Where sizes are known before, knowing them is worth more than what breeding finds.
    private static bool IsRugged(StudySnapshot history, JointModel model) =>
        !HasKnown(history) && model.Skill < LeastSkill;

    private static bool HasKnown(StudySnapshot history) => history.Objectives.Any(o => o.IsAnalytic);

    private Configuration? Best(
        StudySnapshot history,
        HypervolumeAcquisition acquisition,
        IEnumerable<Candidate> found
    )
    {
        var code = SpaceCode.Of(history.Space);
        var isFirstBest = !isSparing && !HasKnown(history);
        var work = new UnsharedWork(isSparing ? history.Trials : []);
        var (best, bestScore) = ((Configuration?)null, double.NegativeInfinity);
        foreach (var candidate in found.Take(plans))
        {
            var configuration = code.Decode(candidate.Genome);
            if (history.HasTried(configuration) || history.Plan(configuration) is not Plan.Accepted plan)
                continue;
            if (isFirstBest)
                return configuration;
            var score = acquisition.Score(
                candidate.Genome,
                candidate.Active,
                plan.Recipe.Prediction,
                history.Objectives
            );
            // A trial costs something even where all of its stages are there.
            if (isSparing)
                score -= Math.Log(1 + work.Epochs(plan.Recipe));
            if (best is null || score > bestScore)
                (best, bestScore) = (configuration, score);
        }
        return best;
    }
}
