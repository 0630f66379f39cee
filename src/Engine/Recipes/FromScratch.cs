using System.Collections.Immutable;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>Trains the shape of a network with new weights, taught as the network itself was taught.</summary>
/// <remarks>
/// Liu et al. (2019), "Rethinking the Value of Network Pruning", arXiv:1810.05270, §3. Teachers, peers, hints and refiners are
/// those of the network; a chain of refined labels is gone through again. "Scratch-E" trains for as many epochs as the
/// network had, "Scratch-B" for as much computation, at most twice those epochs.
/// </remarks>
/// <param name="Shape">The stage that made the network whose shape is taken.</param>
/// <param name="Whole">The stage that made the network as it was trained: what computation is compared with.</param>
/// <param name="FineTuned">The epochs that the network was fine-tuned for.</param>
/// <param name="IsComputation">Whether computation counts instead of epochs.</param>
internal sealed record FromScratch(StageKey Shape, StageKey Whole, int FineTuned, bool IsComputation)
{
    /// <summary>A draft whose model is trained anew.</summary>
    /// <param name="draft">The recipe so far.</param>
    /// <param name="making">The stage that trained the network.</param>
    /// <param name="context">The study.</param>
    /// <exception cref="GraphException">The network was not trained by itself.</exception>
    public RecipeDraft Train(RecipeDraft draft, Stage making, RecipeContext context)
    {
        var stages = draft.Stages.ToDictionary(s => s.Key);
        if (making.Is<Pick>())
            return Chain(draft, [.. making.Inputs.Select(i => stages[i.Stage])], context);
        if (context.Techniques.Operation(making) is ICombination several)
            throw new GraphException(
                $"Training from scratch is for single networks, not for {several.Name}."
            );
        // A network that was given was trained elsewhere: its shape is trained as students of the study are.
        if (context.Techniques.Operation(making) is not ITrainingOperation)
            making = Stages.Operations.Train.Plan(context.Basis, making.Key, context.Training);
        if (
            making.Find(TrainingParameters.Start) is not { } key
            || context.Techniques.Operation(stages[key]) is not ITrainingOperation { IsPreparation: true }
        )
            return draft.WithModel(Longer(Again(making, draft, context)));
        var prepared = Again(stages[key], draft, context);
        var rest = making with
        {
            Inputs = [.. making.Inputs.Select(i => i.Stage == key ? i with { Stage = prepared.Key } : i)],
        };
        return draft.With(prepared).WithModel(Longer(rest));
    }

    // Each network of the chain learns from the one before it, and so does each of the new chain.
    private RecipeDraft Chain(RecipeDraft draft, ImmutableArray<Stage> chain, RecipeContext context)
    {
        Stage? before = null;
        var generations = ImmutableArray.CreateBuilder<StageKey>();
        foreach (var generation in chain)
        {
            var again = Longer(Again(generation, draft, context));
            if (before is not null)
                again = again with
                {
                    Inputs =
                    [
                        .. again.Inputs.Select(i =>
                            i.Role == Distil.Teacher ? i with { Stage = before.Key } : i
                        ),
                    ],
                };
            draft = draft.With(again);
            generations.Add(again.Key);
            before = again;
        }
        return draft.WithModel(Pick.Plan(context.Basis, generations));
    }

    private Stage Again(Stage training, RecipeDraft draft, RecipeContext context)
    {
        var parameters = TrainingParameters.Of(training);
        var operation = (ITrainingOperation)context.Techniques.Operation(training);
        parameters = parameters with
        {
            // The penalty on γ served to choose channels.
            Options = parameters.Options with
            {
                GammaShrinkage = null,
            },
            Model = null,
            IsFresh = true,
            Own = draft.Member is { } member
                ? operation.ForOtherShape(parameters.Own, member)
                : parameters.Own,
        };
        return training.Beginning(TrainingParameters.Start, Shape).With(parameters);
    }

    private Stage Longer(Stage training)
    {
        var parameters = TrainingParameters.Of(training);
        var epochs = parameters.Options.Epochs + FineTuned;
        parameters = parameters with { Options = parameters.Options with { Epochs = epochs }, To = epochs };
        return IsComputation
            ? (training with { Inputs = training.Inputs.Add(new(TrainingParameters.Whole, Whole)) }).With(
                parameters with
                {
                    Budget = new(FineTuned),
                }
            )
            : training.With(parameters);
    }
}
