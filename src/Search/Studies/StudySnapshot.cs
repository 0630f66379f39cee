using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Studies;

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
