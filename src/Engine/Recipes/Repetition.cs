using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>The training that made a model, ready to be done again from another beginning.</summary>
/// <remarks>
/// A training on labels or by one teacher is repeated as it was: same operation, parameters, teacher and seed. What was
/// made otherwise, such as by peers that learn together, is trained again on labels.
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
        var isRepeatable = model.Operation is "train" or "distil";
        if (isRepeatable && Find(model, Start) is { } start)
        {
            // A training from scratch began with new weights in the shape of its start.
            ImmutableArray<Stage> blank = model.Parameters.Has(Fresh)
                ? [context.Stages.Initialise(start)]
                : [];
            return new(model, blank) { MadeTheModel = true, Origin = blank is [var own] ? own.Key : start };
        }
        // What was pruned and not fine-tuned is fine-tuned now.
        if (model.Operation == "prune")
            return new(context.Stages.Train(model.Key, context.FineTuning), []) { Origin = model.Key };
        if (draft.Size?.Graph?.Equals(context.Build(student)) == false)
            throw new GraphException("Lottery tickets are for single networks, not for an ensemble.");
        var fresh = context.Stages.Initialise(student);
        return isRepeatable
            ? new(model, [fresh]) { MadeTheModel = true, Origin = fresh.Key }
            : new(context.Stages.Train(student, context.Training), [fresh]) { Origin = fresh.Key };
    }

    /// <summary>The training up to an epoch, or a part of the first, so that it can go on from there.</summary>
    public Stage Until(Value epoch) =>
        _training with
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
