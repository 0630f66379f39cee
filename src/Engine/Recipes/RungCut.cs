using System.Collections.Immutable;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Recipes;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>Cuts the training that made a draft's model where a study's scheduler wants to look at it.</summary>
/// <remarks>
/// The parts give together what the whole gives, to the last bit: schedules refer to the whole, and the state of the
/// optimizer goes from part to part. What comes after the training (pruning and so on) belongs to the last rung.
/// </remarks>
public static class RungCut
{
    /// <summary>The draft with its training in parts, and the rungs between them; itself if it cannot be cut.</summary>
    public static RecipeDraft CutAtRungs(this RecipeDraft draft, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(context);
        var shares = context.Spec.Rungs;
        if (
            shares.Length < 2
            || draft.Model is not { } whole
            || context.Techniques.Operation(whole) is not ITrainingOperation { HasRungs: true }
        )
            return draft;
        var epochs = TrainingParameters.Of(whole).Options.Epochs;
        var before = draft.Stages.Remove(whole);
        var parts = ImmutableArray.CreateBuilder<Stage>();
        var rungs = ImmutableArray.CreateBuilder<Rung>();
        foreach (var end in shares.Select(s => Math.Max(1, (int)Math.Round(s * epochs))))
        {
            if (parts.Count == 0 || end > TrainingParameters.Of(parts[^1]).To)
                parts.Add(Part(whole, parts.LastOrDefault(), end));
            var measurement = Measure.Plan(context.Basis, parts[^1].Key, context.FurtherMeasures);
            rungs.Add(new([.. before, .. parts, measurement], measurement.Key));
        }
        rungs.RemoveAt(rungs.Count - 1);
        return draft.WithTrainingIn(parts.ToImmutable()) with { Rungs = rungs.ToImmutable() };
    }

    private static Stage Part(Stage whole, Stage? previous, int end)
    {
        var parameters = TrainingParameters.Of(whole) with { To = end };
        return previous is null
            ? whole.With(parameters)
            : whole
                .Beginning(TrainingParameters.Previous, previous.Key)
                .With(parameters with { From = TrainingParameters.Of(previous).To });
    }
}
