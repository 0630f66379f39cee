using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
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
    /// <returns>The draft, with the teacher's stages and the one of the answers if that is needed, and the input.</returns>
    public static (RecipeDraft Draft, StageInput Input) From(
        this RecipeDraft draft,
        Teacher teacher,
        Lesson lesson,
        TrainingOptions training,
        RecipeContext context
    )
    {
        draft = draft.With(teacher);
        if (training.IsAugmented || lesson.Features is not null)
            return (draft, new(Distil.Teacher, teacher.Stage.Key));
        var labels = SoftLabels.Plan(context.Basis, teacher.Stage.Key);
        return (draft.With(labels), new(Distil.Labels, labels.Key));
    }
}
