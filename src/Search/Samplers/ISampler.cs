using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
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

/// <summary>What a sampler may know of a study.</summary>
/// <param name="Space">The space.</param>
/// <param name="Objectives">What is optimised.</param>
/// <param name="Limits">Bounds on objectives.</param>
/// <param name="Seed">The study's seed, for sequences that span all trials.</param>
/// <param name="Trials">
/// All trials so far in order of number; the outcomes of those newer than number − lag are hidden, so they look
/// as if they were still running.
/// </param>
/// <param name="Plan">What a configuration would mean and what is known of it before training. Pure.</param>
public sealed record StudySnapshot(
    Space Space,
    IReadOnlyList<Objective> Objectives,
    IReadOnlyList<Limit> Limits,
    ulong Seed,
    IReadOnlyList<Trial> Trials,
    Func<Configuration, Plan> Plan
)
{
    /// <summary>Whether a trial has this very configuration.</summary>
    public bool HasTried(Configuration configuration)
    {
        // Texts that differ mostly do so early, so looking at all of them is quicker than hashing all of them.
        foreach (var trial in Trials)
            if (trial.Configuration.Equals(configuration))
                return true;
        return false;
    }
}
