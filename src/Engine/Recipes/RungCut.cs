using System.Collections.Immutable;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>Cuts the training that made a draft's model where a study's scheduler wants to look at it.</summary>
/// <remarks>
/// The parts give together what the whole gives, to the last bit: schedules refer to the whole, and the state of the
/// optimizer goes from part to part. What comes after the training (pruning and so on) belongs to the last rung.
/// </remarks>
public static class RungCut
{
    private static readonly ImmutableHashSet<string> Trainings = ["train", "distil", "mutual"];

    /// <summary>The draft with its training in parts, and the rungs between them; itself if it cannot be cut.</summary>
    public static RecipeDraft CutAtRungs(this RecipeDraft draft, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(context);
        var shares = context.Spec.Rungs;
        if (shares.Length < 2 || draft.Model is not { } whole || !Trainings.Contains(whole.Operation))
            return draft;
        var epochs = whole.Parameters.Integer("to");
        var before = draft.Stages.Remove(whole);
        var parts = ImmutableArray.CreateBuilder<Stage>();
        var rungs = ImmutableArray.CreateBuilder<Rung>();
        foreach (var end in shares.Select(s => Math.Max(1, (int)Math.Round(s * epochs))))
        {
            if (parts.Count == 0 || end > parts[^1].Parameters.Integer("to"))
                parts.Add(Part(whole, parts.LastOrDefault(), end));
            var measurement = context.Stages.Measure(parts[^1].Key, "validation");
            rungs.Add(new([.. before, .. parts, measurement], measurement.Key));
        }
        rungs.RemoveAt(rungs.Count - 1);
        return draft.WithTrainingIn(parts.ToImmutable()) with { Rungs = rungs.ToImmutable() };
    }

    private static Stage Part(Stage whole, Stage? previous, int end)
    {
        var begin = previous?.Parameters.Integer("to") ?? 0;
        return whole with
        {
            Parameters = whole.Parameters.With("from", Value.Of(begin)).With("to", Value.Of(end)),
            Inputs = previous is null
                ? whole.Inputs
                : [.. whole.Inputs.Where(i => i.Role != "start"), new("previous", previous.Key)],
            Epochs = end - begin,
        };
    }
}
