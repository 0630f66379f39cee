using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Samplers.Parzen;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>
/// The tree-structured Parzen estimator: of some points drawn from the density of the good trials, the one that is
/// likeliest among them and unlikeliest among the others.
/// </summary>
/// <remarks>
/// Bergstra et al. (2011), NIPS 24; for several objectives Ozaki et al. (2022), JAIR 73; multivariate, over the whole
/// conditional tree. See <see cref="Split"/> and <see cref="ParzenTree"/> for the parts and their constants. Trials in
/// flight count among the others, so parallel suggestions keep apart.
/// </remarks>
/// <param name="startup">Finished trials before the first model.</param>
/// <param name="candidates">Points drawn per suggestion.</param>
public sealed class TpeSampler(int startup, int candidates) : ISampler, IDescribed<ISampler>
{
    private const int FullWeights = 25;
    private static readonly SobolSampler Startup = new();

    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "tpe",
            "Ozaki et al. 2022; arXiv:2304.11127",
            "Multi-objective tree-structured Parzen estimator over the whole conditional tree.",
            [new Parameter.Integer("startup", 1, 1000), new Parameter.Integer("candidates", 1, 1000)],
            c => new TpeSampler(c.Integer("startup", otherwise: 10), c.Integer("candidates", otherwise: 24))
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var seen = Observations.Of(history);
        if (seen.Finished.Length < startup || history.Space.Nodes.IsEmpty)
            return Startup.Suggest(history, number, draw, random);
        var code = SpaceCode.Of(history.Space);
        var split = Split.Of(seen);
        var good = new ParzenTree(code, split.Below, Weights(split.Below.Length));
        var others = new ParzenTree(code, split.Above, Weights(split.Above.Length));
        var active = new bool[code.Length];
        double Score(double[] genome)
        {
            code.Activity(genome, active);
            return good.Log(genome, active) - others.Log(genome, active);
        }
        return Enumerable
                .Range(0, candidates)
                .Select(_ => good.Draw(random))
                .OrderByDescending(Score)
                .Select(code.Decode)
                .FirstOrDefault(c => !history.HasTried(c) && history.Plan(c) is Plan.Accepted)
            ?? history.Space.Draw(random);
    }

    // The newest 25 count fully, the older ones linearly less: from 1/n for the oldest.
    private static double[] Weights(int n)
    {
        if (n < FullWeights)
            return [.. Enumerable.Repeat(1.0, n)];
        var old = n - FullWeights;
        var ramp = Enumerable
            .Range(0, old)
            .Select(i => (1.0 / n) + (i * (1 - (1.0 / n)) / Math.Max(1, old - 1)));
        return [.. ramp, .. Enumerable.Repeat(1.0, FullWeights)];
    }
}
