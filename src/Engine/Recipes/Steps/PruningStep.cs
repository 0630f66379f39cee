using Slimfront.Engine.Pruning;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>Whether channels are removed from the trained student, which, how many, and how it recovers.</summary>
public sealed class PruningStep : IRecipeStep, IDescribed<IRecipeStep>
{
    private const string Name = "pruning";
    private const string Off = "none";
    private const string Channels = "channels";
    private const string FineTune = "fine-tune";
    private const string Plain = "plain";
    private const string Distilled = "distilled";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(Name, "arXiv:1608.08710", "Channels removed, then fine-tuned.", [], _ => new PruningStep());

    /// <inheritdoc/>
    public int Order => 300;

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
                    new Parameter.Real("ratio", 0.1, 0.8),
                    new Parameter.Choice(FineTune, Plain, Distilled)
                ),
            ]
        );

    /// <inheritdoc/>
    public RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        if (choices.Text(Name) == Off)
            return draft;

        var chosen = choices.Slice($"{Name}.{Channels}");
        var whole = draft.Model ?? throw new InvalidOperationException("No step trained the student.");
        var map = ChannelMap.Of(draft.StudentGraph);
        var ratio = chosen.Real("ratio");
        var size = context.Techniques.Scopes.Create(chosen, "scope").Predict(map, ratio);
        var pruned = context.Stages.Prune(whole.Key, chosen.Without(FineTune));
        var distilled = chosen.Text(FineTune) == Distilled;
        return Recover((draft with { Size = size }).WithModel(pruned), pruned.Key, distilled, context)
            .Saying($"pruned {ratio * 100:0} % by {chosen.Text("criterion")}, {chosen.Text("scope")}")
            .Saying(distilled ? "fine-tuned by teacher" : "fine-tuned");
    }

    private static RecipeDraft Recover(
        RecipeDraft draft,
        StageKey pruned,
        bool distilled,
        RecipeContext context
    )
    {
        if (!distilled)
            return draft.WithModel(context.Stages.Train(pruned, context.FineTuning));
        var teacher = context.Teacher;
        (draft, var lesson) = draft
            .With(teacher.Stage)
            .From(teacher, draft.Loss, context.FineTuning, context);
        return draft.WithModel(context.Stages.Distil(pruned, context.FineTuning, draft.Loss, lesson));
    }
}
