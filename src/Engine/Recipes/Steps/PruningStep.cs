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
    private const string FineTune = "fine-tune";
    private const string Plain = "plain";
    private const string Distilled = "distilled";
    private const string Scratch = "scratch";
    private const string Steps = "steps";
    private const string Budget = "budget";
    private const string Computation = "computation";
    private const string Epochs = "epochs";
    private const string FineTunings = "fine-tunings";
    private const int MostSteps = 5;
    private const string Training = "training";
    private const string Recovery = $"{Name}.{Channels}.{FineTune}";
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
                    new Parameter.Choice(
                        FineTune,
                        [
                            new Option(Off),
                            new Option(Plain, new Parameter.Integer(Steps, 1, MostSteps)),
                            new Option(Distilled, new Parameter.Integer(Steps, 1, MostSteps)),
                            new Option(
                                Scratch,
                                new Parameter.Choice(Budget, Epochs, Computation),
                                new Parameter.Integer(FineTunings, 0, MostSteps)
                            ),
                        ]
                    )
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
        return draft with { Training = draft.Training.With(Wanted(chosen, draft.StudentGraph)) };
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
        var recovery = chosen.Text(FineTune);
        var steps = chosen.Integer($"{FineTune}.{recovery}.{Steps}", 1);
        var isNormalised = FreshStatistics.AreIn(draft.StudentGraph);
        draft = draft with { Size = scope.Predict(map, amount, steps) };
        if (recovery == Scratch)
            return TrainAnew(draft, chosen, amount, making, context);
        for (var step = 1; step <= steps; step++)
        {
            var share = step == steps ? amount.Ratio : amount.Ratio * step / steps;
            var pruned = Prune.Plan(
                context.Basis,
                draft.Model!.Key,
                Judging(chosen, amount with { Ratio = share }),
                step == 1 ? null : whole.Key
            );
            draft = Recover(draft.WithModel(pruned), recovery, isNormalised, context);
        }

        return draft;
    }

    /// <inheritdoc/>
    public IEnumerable<Simplification> Simpler(Configuration choices)
    {
        if (choices.Text(Name) == Off)
            yield break;
        if (choices.Text(Recovery) == Distilled)
            yield return new(Simplification.NoTeacher, PlainlyTuned);
        // A shape that no score decides is the same by any criterion.
        var isShapeAlone =
            choices.Text(Recovery) == Scratch && choices.Text($"{Name}.{Channels}.scope") == LayerWise.Key;
        if (choices.Text(Criterion) != RandomChannels.Technique.Key && !isShapeAlone)
            yield return new(
                Simplification.RandomCriterion,
                c => c.With(Criterion, Value.Of(RandomChannels.Technique.Key))
            );
        if (choices.Text(Recovery) == Scratch)
            yield break;
        yield return new(Simplification.ScratchEpochs, c => Anew(c, Epochs));
        yield return new(Simplification.ScratchComputation, c => Anew(c, Computation));
    }

    private static Configuration Anew(Configuration choices, string budget)
    {
        var recovery = choices.Text(Recovery);
        var tunings = recovery is Plain or Distilled ? choices.Integer($"{Recovery}.{recovery}.{Steps}") : 0;
        return choices
            .With(Recovery, Value.Of(Scratch))
            .With($"{Recovery}.{Scratch}.{Budget}", Value.Of(budget))
            .With($"{Recovery}.{Scratch}.{FineTunings}", Value.Of(tunings));
    }

    private static Configuration PlainlyTuned(Configuration choices) =>
        choices
            .With(Recovery, Value.Of(Plain))
            .With($"{Recovery}.{Plain}.{Steps}", choices[$"{Recovery}.{Distilled}.{Steps}"]);

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
        chosen.Text(FineTune) == Scratch && context.Techniques.Scopes.Create(chosen, "scope").IsUniform;

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
            whole = Initialise.Plan(context.Basis, draft.Student!);
            // No part of the student's training is a part of this recipe's.
            draft = draft.With(whole) with
            {
                Rungs = [],
            };
            judging = judging with { Criterion = null };
        }
        var shape = Prune.Plan(context.Basis, whole.Key, judging);
        var tunings = chosen.Integer($"{FineTune}.{Scratch}.{FineTunings}");
        var anew = new FromScratch(
            shape.Key,
            whole.Key,
            tunings * context.FineTuning.Epochs,
            chosen.Text($"{FineTune}.{Scratch}.{Budget}") == Computation
        );
        return anew.Train(draft.With(shape), making, context);
    }

    private static RecipeDraft Recover(
        RecipeDraft draft,
        string recovery,
        bool isNormalised,
        RecipeContext context
    )
    {
        var pruned = draft.Model!.Key;
        switch (recovery)
        {
            case Plain:
                return draft.WithModel(Train.Plan(context.Basis, pruned, context.FineTuning));
            case Distilled:
                var teacher = context.Teacher;
                (draft, var input) = draft
                    .With(teacher.Stage)
                    .From(teacher, draft.Lesson, context.FineTuning, context);
                return draft.WithModel(
                    Distil.Plan(context.Basis, pruned, context.FineTuning, draft.Lesson, input)
                );
            default:
                return isNormalised ? draft.WithModel(Recalibrate.Plan(context.Basis, pruned)) : draft;
        }
    }
}
