using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Recipes;

/// <summary>The ordered stages that a configuration means.</summary>
/// <param name="Stages">Every stage needed, each after its inputs.</param>
/// <param name="Model">The stage whose artifact is the finished model.</param>
/// <param name="Measurement">The stage that measures it on the validation split.</param>
/// <param name="TestMeasurement">The stage that measures it on the test split; run for the final front only.</param>
/// <param name="Summary">One line for people: "plain-cnn 4×0.5 · distilled from teacher via 1 assistant · pruned 40 %".</param>
/// <param name="Prediction">What is known of the analytic objectives before training, by objective key.</param>
public sealed record Recipe(
    ImmutableArray<Stage> Stages,
    StageKey Model,
    StageKey Measurement,
    Stage TestMeasurement,
    string Summary,
    ImmutableSortedDictionary<string, Interval> Prediction
)
{
    /// <summary>Where the model can be measured before its training is complete, in order; none where it cannot.</summary>
    public ImmutableArray<Rung> Rungs { get; init; } = [];
}

/// <summary>A point of a recipe's training at which its model is measured as it stands.</summary>
/// <param name="Stages">Every stage needed up to there, each after its inputs.</param>
/// <param name="Measurement">The stage that measures the model on the validation split.</param>
public sealed record Rung(ImmutableArray<Stage> Stages, StageKey Measurement);

/// <summary>What planning a configuration gave: a recipe, or the reason why there is none.</summary>
public abstract record Plan
{
    private Plan() { }

    /// <summary>It can be done.</summary>
    /// <param name="Recipe">How.</param>
    public sealed record Accepted(Recipe Recipe) : Plan;

    /// <summary>The same plan, or its refusal where it cannot keep a hard limit on an analytic objective.</summary>
    public Plan Within(IEnumerable<Limit> limits)
    {
        if (this is not Accepted { Recipe.Prediction: var prediction })
            return this;
        foreach (var limit in limits)
        {
            if (!prediction.TryGetValue(limit.Objective, out var known))
                continue;
            var best = limit.Violation(known.Low) <= limit.Violation(known.High) ? known.Low : known.High;
            if (limit.Violation(best) > 0)
                return new Refused($"{limit.Objective} {best:0} is beyond the limit {limit.Bound:0}");
        }

        return this;
    }

    /// <summary>It cannot, and no device needs to be asked.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Refused(string Reason) : Plan;
}
