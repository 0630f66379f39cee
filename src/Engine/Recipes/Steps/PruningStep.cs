using System.Globalization;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Criteria;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Training.Rules;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>Whether channels are removed from the trained student, which, how many, and how it recovers.</summary>
/// <remarks>
/// In several steps, step i of s removes i/s of the ratio, counted from the whole network, and the network is fine-tuned
/// after each. "scratch" gives up the weights: the pruned shape is trained anew as the student was, the baseline that Liu
/// et al. (2019), "Rethinking the Value of Network Pruning", arXiv:1810.05270, call Scratch-E; without a training that can
/// be repeated for one network alone, on labels.
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
    public int Order => 300;

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(StageTechniques techniques) =>
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
                            new Option(Plain, new Parameter.Integer(Steps, 1, 5)),
                            new Option(Distilled, new Parameter.Integer(Steps, 1, 5)),
                            new Option(Scratch),
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
        var recovery = chosen.Text(FineTune);
        var steps = chosen.Integer($"{FineTune}.{recovery}.{Steps}", 1);
        var size = context.Techniques.Scopes.Create(chosen, "scope").Predict(map, amount, steps);
        draft = draft with { Size = size };
        for (var step = 1; step <= steps; step++)
        {
            var share = step == steps ? amount.Ratio : amount.Ratio * step / steps;
            var pruned = context.Stages.Prune(
                draft.Model!.Key,
                Judging(chosen, amount with { Ratio = share }),
                step == 1 ? null : whole.Key
            );
            draft = Recover(draft.WithModel(pruned), making, recovery, context);
        }

        return draft.Saying(Describe(chosen, amount, steps)).Saying(Describe(recovery));
    }

    /// <inheritdoc/>
    public IEnumerable<Simplification> Simpler(Configuration choices)
    {
        if (choices.Text(Name) == Off)
            yield break;
        if (choices.Text(Recovery) == Distilled)
            yield return new(Simplification.NoTeacher, PlainlyTuned);
        if (choices.Text(Criterion) != RandomChannels.Technique.Key)
            yield return new(
                Simplification.RandomCriterion,
                c => c.With(Criterion, Value.Of(RandomChannels.Technique.Key))
            );
        if (choices.Text(Recovery) != Scratch)
            yield return new(Simplification.FromScratch, c => c.With(Recovery, Value.Of(Scratch)));
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

    // What has its usual value is not mentioned, so that stages made before there was a choice are the same ones.
    private static Configuration Judging(Configuration chosen, PruningAmount amount)
    {
        var training = $"criterion.{chosen.Text("criterion")}.{Training}";
        var judging = Configuration
            .From(
                chosen.Where(c => IsOf(c.Key, "criterion") && !IsOf(c.Key, training) || IsOf(c.Key, "scope"))
            )
            .With(Ratio, Value.Of(amount.Ratio));
        if (amount.IsTarget)
            judging = judging.With(RatioOf, Value.Of(amount.Of));
        return amount.Multiple > 1 ? judging.With(Multiple, Value.Of(amount.Multiple)) : judging;
    }

    private static bool IsOf(string path, string parent) =>
        path == parent || path.StartsWith(parent + ".", StringComparison.Ordinal);

    private static RecipeDraft Recover(
        RecipeDraft draft,
        Stage making,
        string recovery,
        RecipeContext context
    )
    {
        var pruned = draft.Model!.Key;
        switch (recovery)
        {
            case Plain:
                return draft.WithModel(context.Stages.Train(pruned, context.FineTuning));
            case Distilled:
                var teacher = context.Teacher;
                (draft, var lesson) = draft
                    .With(teacher.Stage)
                    .From(teacher, draft.Loss, context.FineTuning, context);
                return draft.WithModel(context.Stages.Distil(pruned, context.FineTuning, draft.Loss, lesson));
            case Scratch:
                var training = making.Operation is "train" or "distil"
                    ? making
                    : context.Stages.Train(pruned, context.Training);
                return draft.WithModel(StageMaker.Again(training, pruned, $"training.{GammaSparsity.Name}"));
            default:
                return draft;
        }
    }

    private static string Describe(Configuration chosen, PruningAmount amount, int steps)
    {
        var percent = (amount.Ratio * 100).ToString("0", CultureInfo.InvariantCulture);
        var of = amount.IsTarget ? $" of {amount.Of}" : "";
        var slowly = steps > 1 ? $" in {steps} steps" : "";
        return $"pruned {percent} %{of} by {chosen.Text("criterion")}, {chosen.Text("scope")}{slowly}";
    }

    private static string Describe(string recovery) =>
        recovery switch
        {
            Plain => "fine-tuned",
            Distilled => "fine-tuned by teacher",
            Scratch => "trained from scratch",
            _ => "not fine-tuned",
        };
}
