using Slimfront.Search.Recipes;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Samplers.Modelling;

/// <summary>What a recipe would cost beyond what earlier trials asked for.</summary>
/// <remarks>
/// Counted in epochs, which a stage knows before it runs; seconds depend on the clock. A stage that an earlier trial
/// asked for is there or on its way, whether or not that trial has ended, so the answer does not depend on who
/// finishes first.
/// </remarks>
/// <param name="trials">The earlier trials.</param>
internal sealed class UnsharedWork(IReadOnlyList<Trial> trials)
{
    private readonly HashSet<StageKey> _known = [.. trials.SelectMany(t => t.Stages)];

    /// <summary>Epochs of the stages that no earlier trial has.</summary>
    public double Epochs(Recipe recipe) =>
        recipe.Stages.Where(s => !_known.Contains(s.Key)).Sum(s => s.Epochs);
}
