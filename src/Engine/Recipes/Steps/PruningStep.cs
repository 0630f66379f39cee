using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Criteria;
using Slimfront.Engine.Pruning.Scopes;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Training.Rules;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>Whether channels are removed from the trained student, which, how many, and how it recovers.</summary>
/// <remarks>
/// In several steps, step i of s removes i/s of the ratio, counted from the whole network, and the network is fine-tuned
/// after each. "scratch" gives up the weights: the pruned shape is trained anew as the student was (<see cref="FromScratch"/>), for
/// as many epochs as the student and, if wanted, a number of fine-tunings had, or for as much computation. Where the shape does not depend on
/// scores no network is trained before. The statistics of batch normalisation are taken anew where nothing is trained after pruning.
/// </remarks>
public sealed class PruningStep : IRecipeStep, IDescribed<IRecipeStep>
{
    private const string Name = "pruning";
    private const string Off = "none";
    private const string Channels = "channels";
    private const string Ratio = "ratio";
    private const string RatioOf = "ratio-of";
    private const string Multiple = "multiple";
    private const string Training = "training";
    private const string Recovery = $"{Name}.{Channels}.{PruningRecovery.Name}";
    private const string Criterion = $"{Name}.{Channels}.criterion";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(
            Name,
            "arXiv:1608.08710, arXiv:1810.05270",
            "Channels removed in one or more steps, each fine-tuned.",
            [],
            _ => new PruningStep()
        );

    /// <inheritdoc/>
    public int Position => 300;

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(RecipeTechniques techniques) =>
        [
            new(
                $"{Name}.{Multiple}",
                Value.Of(1),
                new Parameter.Integer(Multiple, 1, 64),
                "What the widths of pruned layers are rounded to multiples of."
            ),
        ];

    /// <inheritdoc/>
    public Parameter.Choice Parameter(RecipeContext context) =>
        new(
            Name,
            [
                new Option(Off),
                new Option(
                    Channels,
                    context.Techniques.Criteria.AsChoice("criterion"),
                    context.Techniques.Scopes.AsChoice("scope"),
                    new Parameter.Choice(RatioOf, PruningAmount.Measures),
                    new Parameter.Real(Ratio, 0.1, 0.8),
                    PruningRecovery.Parameter
                ),
            ]
        );

    /// <summary>Gives the student's training what the criterion wants of it.</summary>
    public RecipeDraft Prepare(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        if (choices.Text(Name) == Off)
            return draft;
        var chosen = choices.Slice($"{Name}.{Channels}");
        if (IsShapeAlone(chosen, context))
            return draft;
        context.Techniques.Criteria.Create(chosen, "criterion").Check(ChannelMap.Of(draft.StudentGraph));
        var wanted = Wanted(chosen, draft.StudentGraph);
        if (draft.Member is null && wanted.Count > 0)
            throw new GraphException(
                "A network that was given is trained already; nothing prepares it for a criterion."
            );
        return draft with { Training = draft.Training.With(wanted) };
    }

    /// <inheritdoc/>
    public RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        if (choices.Text(Name) == Off)
            return draft;

        var chosen = choices.Slice($"{Name}.{Channels}");
        var (whole, making) = (draft.Model, draft.Making);
        if (whole is null || making is null)
            throw new InvalidOperationException("No step trained the student.");
        var map = ChannelMap.Of(draft.StudentGraph);
        var amount = new PruningAmount(
            chosen.Real(Ratio),
            chosen.Text(RatioOf),
            context.Settings.Integer($"{Name}.{Multiple}")
        );
        var scope = context.Techniques.Scopes.Create(chosen, "scope");
        var recovery = new PruningRecovery(chosen);
        var isNormalised = FreshStatistics.AreIn(draft.StudentGraph);
        draft = draft with { Size = scope.Predict(map, amount, recovery.Steps) };
        if (recovery.IsFromScratch)
            return TrainAnew(draft, chosen, amount, making, context);
        for (var step = 1; step <= recovery.Steps; step++)
        {
            var share = step == recovery.Steps ? amount.Ratio : amount.Ratio * step / recovery.Steps;
            var pruned = Prune.Plan(
                context.Basis,
                draft.Model!.Key,
                Judging(chosen, amount with { Ratio = share }),
                step == 1 ? null : whole.Key
            );
            draft = recovery.After(draft.WithModel(pruned), isNormalised, context);
        }

        return draft;
    }

    /// <inheritdoc/>
    public IEnumerable<Simplification> Simpler(Configuration choices)
    {
        if (choices.Text(Name) == Off)
            yield break;
        var recovery = new PruningRecovery(choices.Slice($"{Name}.{Channels}"));
        foreach (var simpler in recovery.WithoutTeacher(Recovery))
            yield return simpler;
        // A shape that no score decides is the same by any criterion.
        var isShapeAlone =
            recovery.IsFromScratch && choices.Text($"{Name}.{Channels}.scope") == LayerWise.Key;
        if (choices.Text(Criterion) != RandomChannels.Technique.Key && !isShapeAlone)
            yield return new(
                Simplification.RandomCriterion,
                c => c.With(Criterion, Value.Of(RandomChannels.Technique.Key))
            );
        foreach (var simpler in recovery.WithNewWeights(Recovery))
            yield return simpler;
    }

    // A penalty on γ has no effect where there is none; left out, the training is the same stage as without it.
    private static Configuration Wanted(Configuration chosen, ModelGraph graph)
    {
        var path = $"criterion.{chosen.Text("criterion")}.{Training}";
        if (chosen.Find(path) is not { } option)
            return Configuration.Empty;
        var wanted = chosen.Slice($"{path}.{option.Text}");
        return graph.Tensors.Any(t => t.Role == TensorRole.Gain)
            ? wanted
            : wanted.Without(GammaSparsity.Name);
    }

    // What a criterion wants of the training is not for the stage that prunes.
    private static PruningParameters Judging(Configuration chosen, PruningAmount amount)
    {
        var criterion = TechniqueChoice.At(chosen, "criterion");
        var own = criterion.Parameters.Where(p => !IsOf(p.Key, Training));
        return new(
            criterion with
            {
                Parameters = Configuration.From(own),
            },
            TechniqueChoice.At(chosen, "scope"),
            amount
        );
    }

    private static bool IsOf(string path, string parent) =>
        path == parent || path.StartsWith(parent + ".", StringComparison.Ordinal);

    // Whether only the widths are wanted, and they do not depend on scores.
    private static bool IsShapeAlone(Configuration chosen, RecipeContext context) =>
        new PruningRecovery(chosen).IsFromScratch
        && context.Techniques.Scopes.Create(chosen, "scope").IsUniform;

    private static RecipeDraft TrainAnew(
        RecipeDraft draft,
        Configuration chosen,
        PruningAmount amount,
        Stage making,
        RecipeContext context
    )
    {
        var (judging, whole) = (Judging(chosen, amount), draft.Model!);
        if (IsShapeAlone(chosen, context))
        {
            whole = draft.Untrained(context);
            // No part of the student's training is a part of this recipe's.
            draft = draft.With(whole) with
            {
                Rungs = [],
            };
            judging = judging with { Criterion = null };
        }
        var shape = Prune.Plan(context.Basis, whole.Key, judging);
        return new PruningRecovery(chosen)
            .Anew(shape.Key, whole.Key, context)
            .Train(draft.With(shape), making, context);
    }
}
