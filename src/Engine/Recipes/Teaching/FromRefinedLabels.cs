using System.Collections.Immutable;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Teaching;

/// <summary>The student learns labels that a refiner gives to the very crop it sees; then it refines for its successor.</summary>
/// <remarks>
/// Bagherinezhad et al. (2018), arXiv:1805.02641. The first refiner is the study's teacher, or the student's own
/// architecture trained on labels; each further one is the network before it in the chain. Every network of the chain is
/// trained from fresh values; what is passed on is the last one before accuracy on the validation split stopped
/// improving. Labels are never recorded. What sets the method apart is the label per crop: in a study without
/// augmentation it is born-again training without labels.
/// </remarks>
public sealed class FromRefinedLabels : IWayOfTeaching, IDescribed<IWayOfTeaching>
{
    private const string Refiner = "refiner";
    private const string Chain = "chain";
    private const string Self = "self";

    /// <inheritdoc/>
    public static Technique<IWayOfTeaching> Technique { get; } =
        new(
            "refinery",
            "arXiv:1805.02641",
            "Labels refined for each crop, in a chain of 1 to 5 while validation improves.",
            [],
            _ => new FromRefinedLabels()
        )
        {
            Answers = AnswerKind.Probabilities,
        };

    /// <inheritdoc/>
    public ImmutableArray<Parameter> Parameters(RecipeContext context) =>
        [new Parameter.Choice(Refiner, "teacher", Self), new Parameter.Integer(Chain, 1, 5)];

    /// <inheritdoc/>
    public RecipeDraft Teach(
        RecipeDraft draft,
        ModelChoice student,
        Configuration choices,
        RecipeContext context
    )
    {
        var (refinedBy, count) = (choices.Text(Refiner), choices.Integer(Chain));
        var refiner =
            refinedBy == Self ? Train.Plan(context.Basis, student, draft.Training) : context.Teacher.Stage;
        draft = refinedBy == Self ? draft.With(refiner) : draft.With(context.Teacher);
        var networks = ImmutableArray.CreateBuilder<StageKey>();
        for (var i = 1; i <= count; i++)
        {
            refiner = Refine.Plan(context.Generation(i), student, draft.Training, refiner.Key);
            draft = draft.WithModel(refiner);
            networks.Add(refiner.Key);
        }
        if (count > 1)
            draft = draft.WithModel(Pick.Plan(context.Basis, networks));
        return draft;
    }
}
