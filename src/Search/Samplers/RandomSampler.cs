using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>Every parameter uniform on its own scale, independently of everything before.</summary>
/// <remarks>Bergstra and Bengio (2012), "Random Search for Hyper-Parameter Optimization", JMLR 13.</remarks>
public sealed class RandomSampler : ISampler, IDescribed<ISampler>
{
    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "random",
            "Bergstra and Bengio 2012",
            "Independent uniform draws: the yardstick every other sampler has to beat.",
            [],
            _ => new RandomSampler()
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random) =>
        history.Space.Draw(random);
}
