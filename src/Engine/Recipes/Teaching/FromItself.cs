using System.Collections.Immutable;
using Slimfront.Engine.Distillation.Losses;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Teaching;

/// <summary>Born again: each generation of the student, fresh each time, learns from the one before it.</summary>
/// <remarks>
/// Furlanello et al. (2018), "Born Again Neural Networks", arXiv:1805.04770, §3.1 and §3.2. The first network learns from
/// labels and is no generation: it is the plain student that other recipes train too. There is no temperature. With
/// labels off a generation learns from the one before it alone (BAN); with labels on from both in equal parts, as their
/// mean instead of the sum so that one learning rate suits both (BAN+L). The answer is the last generation's, or the mean of
/// all generations' probabilities (BANE), whose size is the sum; an ensemble of one generation is that generation.
/// </remarks>
public sealed class FromItself : IWayOfTeaching, IDescribed<IWayOfTeaching>
{
    private const string Generations = "generations";
    private const string Labels = "labels";
    private const string Answer = "answer";

    /// <inheritdoc/>
    public static Technique<IWayOfTeaching> Technique { get; } =
        new(
            "born-again",
            "arXiv:1805.04770",
            "1 to 3 generations, each taught by the one before it; the last one or all together answer.",
            [],
            _ => new FromItself()
        );

    /// <inheritdoc/>
    public ImmutableArray<Parameter> Parameters(RecipeContext context) =>
        [
            new Parameter.Integer(Generations, 1, 3),
            new Parameter.Choice(Labels, "off", "on"),
            new Parameter.Choice(Answer, context.IsOfProbabilities ? ["last", "ensemble"] : ["last"]),
        ];

    /// <inheritdoc/>
    public RecipeDraft Teach(
        RecipeDraft draft,
        ModelChoice student,
        Configuration choices,
        RecipeContext context
    )
    {
        var count = choices.Integer(Generations);
        var withLabels = choices.Text(Labels) == "on";
        var graph = draft.StudentGraph;
        var generations = ImmutableArray.CreateBuilder<Stage>();
        var parent = Train.Plan(context.Basis, student, draft.Training);
        draft = draft.With(parent);
        for (var i = 1; i <= count; i++)
        {
            var lesson = Lesson(withLabels ? 0.5 : 1, context);
            (draft, var input) = draft.From(
                Teacher.Of(student, graph, parent),
                lesson,
                draft.Training,
                context
            );
            parent = Distil.Plan(context.Generation(i), student, draft.Training, lesson, input);
            draft = draft.WithModel(parent);
            generations.Add(parent);
        }
        return choices.Text(Answer) == "ensemble" && count > 1
            ? Together(draft, graph, generations.ToImmutable(), context)
            : draft;
    }

    private static RecipeDraft Together(
        RecipeDraft draft,
        ModelGraph graph,
        ImmutableArray<Stage> generations,
        RecipeContext context
    )
    {
        var joint = SideBySide.Ensemble([.. generations.Select(_ => graph)]);
        var stage = Ensemble.Plan(context.Basis, generations.Select(g => g.Key));
        return (draft with { Size = SizeForecast.Of(joint) }).WithModel(stage);
    }

    // No temperature: soft targets at T = 1, whose gradient is that of the cross entropy with the parent's answers. Quantities have
    // a distance.
    private static Lesson Lesson(double alpha, RecipeContext context) =>
        context.IsOfProbabilities
            ? new(
                new TechniqueChoice(
                    SoftTarget.Technique.Key,
                    Configuration.Of(("temperature", Value.Of(1.0)), ("alpha", Value.Of(alpha)))
                )
            )
            : new(
                new TechniqueChoice(
                    AnswerDistance.Technique.Key,
                    Configuration.Of(("alpha", Value.Of(alpha)))
                )
            );
}
