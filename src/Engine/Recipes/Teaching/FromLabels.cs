using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Teaching;

/// <summary>The student learns from labels alone: the baseline of every other way.</summary>
public sealed class FromLabels : IWayOfTeaching, IDescribed<IWayOfTeaching>
{
    /// <summary>Its key.</summary>
    public const string Key = "none";

    /// <inheritdoc/>
    public static Technique<IWayOfTeaching> Technique { get; } =
        new(Key, "—", "Plain training on labels.", [], _ => new FromLabels());

    /// <inheritdoc/>
    public RecipeDraft Teach(
        RecipeDraft draft,
        ModelChoice student,
        Configuration choices,
        RecipeContext context
    ) => draft.WithModel(Train.Plan(context.Basis, student, draft.Training));
}
