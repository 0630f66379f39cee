using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Training.Rules;
using Slimfront.Search.Spaces;
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
    /// <summary>The value of the stage parameter "budget" where computation counts.</summary>
    public const string Computation = "computation";

    /// <summary>A draft whose model is trained anew.</summary>
    /// <param name="draft">The recipe so far.</param>
    /// <param name="making">The stage that trained the network.</param>
    /// <param name="context">The study.</param>
    /// <exception cref="GraphException">The network was not trained by itself.</exception>
    public RecipeDraft Train(RecipeDraft draft, Stage making, RecipeContext context)
    {
        var stages = draft.Stages.ToDictionary(s => s.Key);
        if (making.Operation == "ensemble")
            throw new GraphException("Training from scratch is for single networks, not for an ensemble.");
        if (making.Operation == "pick")
            return Chain(draft, [.. making.Inputs.Select(i => stages[i.Stage])], context);
        var start = making.Inputs.FirstOrDefault(i => i.Role == "start");
        if (start.Role is not null && stages[start.Stage] is { Operation: "hint" } hint)
        {
            var hinted = Again(hint, draft);
            var rest = making with
            {
                Inputs =
                [
                    .. making.Inputs.Select(i => i.Role == "start" ? i with { Stage = hinted.Key } : i),
                ],
            };
            return draft.With(hinted).WithModel(Longer(rest));
        }
        return draft.WithModel(Longer(Again(making, draft)));
    }

    // Each network of the chain learns from the one before it, and so does each of the new chain.
    private RecipeDraft Chain(RecipeDraft draft, ImmutableArray<Stage> chain, RecipeContext context)
    {
        Stage? before = null;
        var generations = ImmutableArray.CreateBuilder<StageKey>();
        foreach (var generation in chain)
        {
            var again = Longer(Again(generation, draft));
            if (before is not null)
                again = again with
                {
                    Inputs =
                    [
                        .. again.Inputs.Select(i => i.Role == "teacher" ? i with { Stage = before.Key } : i),
                    ],
                };
            draft = draft.With(again);
            generations.Add(again.Key);
            before = again;
        }
        return draft.WithModel(context.Stages.Pick(generations));
    }

    // The penalty on γ served to choose channels.
    private Stage Again(Stage training, RecipeDraft draft)
    {
        var parameters = Configuration
            .From(training.Parameters.Where(p => !p.Key.StartsWith("model.", StringComparison.Ordinal)))
            .Without($"training.{GammaSparsity.Name}")
            .With("fresh", Value.Of("on"));
        // Peers of the student's own architecture keep it.
        if (training.Operation == "mutual" && !parameters.Has("peer.family"))
            parameters = parameters.With(draft.Student!.AsParameters("peer.family"));
        return training with
        {
            Parameters = parameters,
            Inputs =
            [
                .. training.Inputs.Where(i => i.Role is not ("start" or "previous")),
                new StageInput("start", Shape),
            ],
        };
    }

    private Stage Longer(Stage training)
    {
        var epochs = training.Parameters.Integer("training.epochs") + FineTuned;
        var parameters = training
            .Parameters.With("training.epochs", Value.Of(epochs))
            .With("to", Value.Of(epochs));
        if (!IsComputation)
            return training with { Parameters = parameters, Epochs = epochs };
        parameters = parameters.With("budget", Value.Of(Computation));
        return training with
        {
            Parameters =
                FineTuned > 0 ? parameters.With("budget.fine-tuned", Value.Of(FineTuned)) : parameters,
            Inputs = training.Inputs.Add(new("whole", Whole)),
            Epochs = epochs,
        };
    }
}
