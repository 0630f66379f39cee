using System.Collections.Immutable;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Teaching;

/// <summary>The student learns from the study's teacher, directly or by way of assistants.</summary>
/// <remarks>
/// Assistants learn by the study's own loss. Features are compared for the student alone, with the last of the chain:
/// beside the logits, and then again with the teacher if fine-tuning is distilled, or in a stage of hints before them.
/// Romero et al. (arXiv:1412.6550, §2.2) let the weight of the teacher's answers fall during the second stage; here it
/// is the α of the loss throughout, which the search chooses.
/// </remarks>
public sealed class FromTeacher : IWayOfTeaching, IDescribed<IWayOfTeaching>
{
    private const string Features = "features";
    private const string Off = "none";
    private const string Compared = "compared";
    private const string By = "by";
    private const string Assistants = "assistants";

    /// <inheritdoc/>
    public static Technique<IWayOfTeaching> Technique { get; } =
        new(
            "distil",
            "arXiv:1503.02531, arXiv:1902.03393",
            "Distillation from the teacher with 0 to 3 assistants.",
            [],
            _ => new FromTeacher()
        );

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(StageTechniques techniques) =>
        [
            AssistantChain.Ratio,
            new(
                Settled.HintEpochs,
                Value.Of(10),
                new Parameter.Integer("epochs", 1, 100_000, Logarithmic: true),
                "Epochs of the stage in which a student's first layers follow a teacher's hint."
            ),
            new(
                Settled.HintRate,
                Value.Of(0.005),
                new Parameter.Real("learning-rate", 1e-6, 10, Logarithmic: true),
                "Highest learning rate of that stage, which uses Adam without first moments."
            ),
        ];

    /// <inheritdoc/>
    public ImmutableArray<Parameter> Parameters(RecipeContext context) =>
        [
            context.Techniques.Losses.AsChoice("loss"),
            new Parameter.Choice(
                Features,
                [
                    new Option(Off),
                    .. context.HasAnswersAlone
                        ? (Option[])[]
                        : [new Option(Compared, context.Techniques.Features.AsChoice(By))],
                ]
            ),
            AssistantChain.Parameter(Assistants, context),
        ];

    /// <inheritdoc/>
    public RecipeDraft Teach(
        RecipeDraft draft,
        ModelChoice student,
        Configuration choices,
        RecipeContext context
    )
    {
        var lesson = new Lesson(TechniqueChoice.At(choices, "loss"));
        var chain = AssistantChain.Of(choices.Text(Assistants), draft.StudentGraph.Parameters, context);
        draft = draft.With(context.Teacher);
        (draft, var master) = chain.Teach(draft, context);
        if (choices.Text(Features) == Off)
            return Taught(draft with { Lesson = lesson }, student, master, context);

        var compared = choices.Slice($"{Features}.{Compared}");
        var features = TechniqueChoice.At(compared, By);
        var technique = context.Techniques.Features[features.Key].Create(features.Parameters);
        _ = new FeatureComparison(technique, draft.StudentGraph, master.Graph);
        if (technique.IsBefore)
            return Hinted(draft with { Lesson = lesson }, student, master, features, context);

        // The teacher is asked too: it helps fine-tuning.
        _ = new FeatureComparison(technique, draft.StudentGraph, context.Teacher.Graph);
        return Taught(draft with { Lesson = lesson with { Features = features } }, student, master, context);
    }

    private static RecipeDraft Taught(
        RecipeDraft draft,
        ModelChoice student,
        Teacher master,
        RecipeContext context
    )
    {
        (draft, var input) = draft.From(master, draft.Lesson, draft.Training, context);
        return draft.WithModel(Distil.Plan(context.Basis, student, draft.Training, draft.Lesson, input));
    }

    private static RecipeDraft Hinted(
        RecipeDraft draft,
        ModelChoice student,
        Teacher master,
        TechniqueChoice features,
        RecipeContext context
    )
    {
        var hint = Hint.Plan(context.Basis, student, Settled.Hinting(context), features, master.Stage.Key);
        (draft, var input) = draft.With(hint).From(master, draft.Lesson, draft.Training, context);
        return draft.WithModel(Distil.Plan(context.Basis, hint.Key, draft.Training, draft.Lesson, input));
    }
}
