using System.Collections.Immutable;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>The training that made a model, ready to be done again from another beginning.</summary>
/// <remarks>
/// A training is repeated as it was: same operation, parameters, teacher, peers, refiner and seed. What is not the end of one
/// training, an ensemble or the best of a chain, cannot be repeated and is refused.
/// </remarks>
public sealed class Repetition
{
    private readonly TrainingParameters _parameters;

    private Repetition(Stage training, ImmutableArray<Stage> before) =>
        (Whole, Before, _parameters) = (training, before, TrainingParameters.Of(training));

    /// <summary>Stages that the training needs and the recipe may lack: what it began from, if that was not a stage.</summary>
    public ImmutableArray<Stage> Before { get; }

    /// <summary>The epochs of the training.</summary>
    public int Epochs => _parameters.Options.Epochs;

    /// <summary>Whether the model that stands is what the training made; else it has to be trained once more.</summary>
    public bool MadeTheModel { get; private init; }

    /// <summary>The stage that made what the training began from.</summary>
    public StageKey Origin { get; private init; }

    /// <summary>The training itself.</summary>
    public Stage Whole { get; }

    /// <summary>The training that made the model of a draft.</summary>
    /// <exception cref="GraphException">The model is no single network that could be trained again.</exception>
    public static Repetition Of(RecipeDraft draft, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(context);
        var model = draft.Making ?? throw new InvalidOperationException("No step trained the student.");
        var operation = context.Techniques.Operation(model);
        if (operation is ICombination several)
            throw new GraphException($"Lottery tickets repeat one training, not {several.Name}.");
        // What was pruned and not fine-tuned is fine-tuned now.
        if (operation is not ITrainingOperation)
            return new(Train.Plan(context.Basis, model.Key, context.FineTuning), []) { Origin = model.Key };
        // A training from scratch began with new weights in the shape of its start.
        var start = model.Find(TrainingParameters.Start);
        if (start is { } began && !TrainingParameters.Of(model).IsFresh)
            return new(model, []) { MadeTheModel = true, Origin = began };
        var fresh = start is { } shape ? Initialise.Plan(context.Basis, shape) : draft.Untrained(context);
        // The values that this very training began with: a generation has a seed of its own.
        fresh = fresh with
        {
            Seed = model.Seed,
        };
        return new(model, [fresh]) { MadeTheModel = true, Origin = fresh.Key };
    }

    /// <summary>The training up to an epoch, or a part of the first, so that it can go on from there.</summary>
    /// <exception cref="GraphException">How many epochs there are is not known yet.</exception>
    public Stage Until(double epoch) =>
        _parameters.Budget is null
            ? Whole.With(_parameters with { To = epoch })
            : throw new GraphException(
                "A training whose epochs depend on its computation has no early epoch to go back to."
            );

    /// <summary>The whole training from another beginning.</summary>
    public Stage From(StageKey beginning) =>
        Whole
            .Beginning(TrainingParameters.Start, beginning)
            .With(_parameters with { Model = null, IsFresh = false });

    /// <summary>The rest of the training from an epoch on.</summary>
    /// <param name="beginning">A stage that leaves a training at that epoch.</param>
    /// <param name="epoch">The epochs that are done.</param>
    public Stage From(StageKey beginning, double epoch) =>
        Whole.Beginning(TrainingParameters.Previous, beginning).With(_parameters with { From = epoch });
}
