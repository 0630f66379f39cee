using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Samplers;

/// <summary>Chooses the next configuration.</summary>
public interface ISampler
{
    /// <summary>
    /// Suggests a configuration. A pure function of its arguments: a sampler keeps nothing between calls, so replaying
    /// the journal is resuming.
    /// </summary>
    /// <param name="history">What is known.</param>
    /// <param name="number">The trial to suggest for.</param>
    /// <param name="draw">0 at first; raised when the suggestion was refused or had been tried already.</param>
    /// <param name="random">Derived from the study's seed, the trial and the draw.</param>
    /// <returns>A point of the space; null when there is nothing more to try.</returns>
    Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random);
}
