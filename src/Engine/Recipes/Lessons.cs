using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>Adds learning from a teacher to a draft.</summary>
public static class Lessons
{
    /// <summary>What a stage that learns from a teacher takes from it.</summary>
    /// <remarks>
    /// Where no example is augmented and no features are compared, the teacher's answers are computed once, as a
    /// stage that all its pupils share; otherwise the teacher itself answers each batch.
    /// </remarks>
    /// <returns>The draft, with the stage of the answers if one is needed, and the input.</returns>
    public static (RecipeDraft Draft, StageInput Input) From(
        this RecipeDraft draft,
        Teacher teacher,
        Configuration loss,
        Configuration training,
        RecipeContext context
    )
    {
        if (IsAugmented(training) || loss.Has("features"))
            return (draft, new("teacher", teacher.Stage.Key));
        var labels = context.Stages.SoftLabels(teacher.Stage.Key);
        return (draft.With(labels), new("labels", labels.Key));
    }

    private static bool IsAugmented(Configuration training) =>
        training.Integer("augment.shift") > 0 || training.Text("augment.flip") == TrainingSettings.On;
}
