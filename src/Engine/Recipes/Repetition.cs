using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>The training that made a model, ready to be done again from another beginning.</summary>
/// <remarks>
/// A training is repeated as it was: same operation, parameters, teacher, peers, refiner and seed. What is not the end of one
/// training, an ensemble or the best of a chain, cannot be repeated and is refused.
/// </remarks>
public sealed class Repetition
{
    private const string Fresh = "fresh";
    private const string Start = "start";
    private const string Previous = "previous";

    private readonly Stage _training;

    private Repetition(Stage training, ImmutableArray<Stage> before) =>
        (_training, Before) = (training, before);

    /// <summary>Stages that the training needs and the recipe may lack: what it began from, if that was not a stage.</summary>
    public ImmutableArray<Stage> Before { get; }

    /// <summary>The epochs of the training.</summary>
    public int Epochs => _training.Parameters.Integer("training.epochs");

    /// <summary>Whether the model that stands is what the training made; else it has to be trained once more.</summary>
    public bool MadeTheModel { get; private init; }

    /// <summary>The stage that made what the training began from.</summary>
    public StageKey Origin { get; private init; }

    /// <summary>The training itself.</summary>
    public Stage Whole => _training;

    /// <summary>The training that made the model of a draft.</summary>
    /// <exception cref="GraphException">The model is no single network that could be trained again.</exception>
    public static Repetition Of(RecipeDraft draft, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(context);
        var model = draft.Making ?? throw new InvalidOperationException("No step trained the student.");
        var student = draft.Student ?? throw new InvalidOperationException("No step chose a student.");
        // What was pruned and not fine-tuned is fine-tuned now.
        if (model.Operation is "prune" or "recalibrate")
            return new(context.Stages.Train(model.Key, context.FineTuning), []) { Origin = model.Key };
        if (model.Operation == "ensemble")
            throw new GraphException("Lottery tickets are for single networks, not for an ensemble.");
        if (model.Operation == "pick")
            throw new GraphException("Lottery tickets repeat one training, not a chain of refined labels.");
        // A training from scratch began with new weights in the shape of its start.
        var start = Find(model, Start);
        if (start is { } began && !model.Parameters.Has(Fresh))
            return new(model, []) { MadeTheModel = true, Origin = began };
        var fresh = start is { } shape
            ? context.Stages.Initialise(shape)
            : context.Stages.Initialise(student);
        // The values that this very training began with: a generation has a seed of its own.
        fresh = fresh with
        {
            Seed = model.Seed,
        };
        return new(model, [fresh]) { MadeTheModel = true, Origin = fresh.Key };
    }

    /// <summary>The training up to an epoch, or a part of the first, so that it can go on from there.</summary>
    /// <exception cref="GraphException">How many epochs there are is not known yet.</exception>
    public Stage Until(Value epoch) =>
        _training.Parameters.Has("budget")
            ? throw new GraphException(
                "A training whose epochs depend on its computation has no early epoch to go back to."
            )
            : _training with
            {
                Parameters = _training.Parameters.With("to", epoch),
                Epochs = epoch.Number,
            };

    /// <summary>The whole training from another beginning.</summary>
    public Stage From(StageKey beginning) =>
        _training with
        {
            Parameters = Configuration.From(
                _training.Parameters.Where(p =>
                    p.Key != Fresh && !p.Key.StartsWith("model.", StringComparison.Ordinal)
                )
            ),
            Inputs = Inputs(Start, beginning),
        };

    /// <summary>The rest of the training from an epoch on.</summary>
    /// <param name="beginning">A stage that leaves a training at that epoch.</param>
    /// <param name="epoch">The epochs that are done.</param>
    public Stage From(StageKey beginning, Value epoch) =>
        _training with
        {
            Parameters = _training.Parameters.With("from", epoch),
            Inputs = Inputs(Previous, beginning),
            Epochs = Epochs - epoch.Number,
        };

    private ImmutableArray<StageInput> Inputs(string role, StageKey beginning) =>
        [.. _training.Inputs.Where(i => i.Role != Start), new StageInput(role, beginning)];

    private static StageKey? Find(Stage stage, string role) =>
        stage.Inputs.Any(i => i.Role == role) ? stage.Input(role) : null;
}
