using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Stages;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>What the student learns from: labels alone, a teacher, or a teacher by way of assistants.</summary>
/// <remarks>
/// Assistants (Mirzadeh et al., 2020, arXiv:1902.03393) are rungs of a fixed ladder: rung k is the teacher's
/// architecture at width · ratioᵏ, taught by the rung above it in the chain, with the study's own loss. Chains that
/// begin alike therefore share stages, whatever their students. A rung that is not larger than the student would be a
/// pupil, not an assistant: it is left out, and the summary says so. Features are compared for the student alone, with
/// the last of the chain, and again with the teacher if fine-tuning is distilled.
/// </remarks>
public sealed class TeachingStep : IRecipeStep, IDescribed<IRecipeStep>
{
    private const string Name = "teaching";
    private const string Labels = "none";
    private const string Teacher = "distil";
    private const string Features = "features";
    private const string Assistants = "assistants";
    private const string Ratio = "assistants.ratio";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(
            Name,
            "arXiv:1503.02531, arXiv:1902.03393",
            "Plain training, or distillation with 0 to 3 assistants.",
            [],
            _ => new TeachingStep()
        );

    /// <inheritdoc/>
    public int Order => 200;

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(StageTechniques techniques) =>
        [
            new(
                Ratio,
                Value.Of(0.5),
                new Parameter.Real("ratio", 0.1, 0.95),
                "Width of each assistant, as a share of the one above it."
            ),
        ];

    /// <inheritdoc/>
    public Parameter.Choice Parameter(RecipeContext context) =>
        new(
            Name,
            [
                new Option(Labels),
                new Option(
                    Teacher,
                    context.Techniques.Losses.AsChoice("loss"),
                    new Parameter.Choice(
                        Features,
                        [new Option(Labels), .. context.Techniques.Features.All.Select(t => t.AsOption)]
                    ),
                    new Parameter.Choice(Assistants, "none", "1", "2", "3", "1-2", "1-3", "2-3", "1-2-3")
                ),
            ]
        );

    /// <inheritdoc/>
    public RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        var student = draft.Student ?? throw new InvalidOperationException("No step chose a student.");
        if (choices.Text(Name) == Labels)
            return draft
                .WithModel(context.Stages.Train(student, context.Training))
                .Saying("trained on labels");

        var taught = choices.Slice($"{Name}.{Teacher}");
        var loss = Loss(taught);
        var chain = Chain(taught.Text(Assistants), draft.StudentGraph.Parameters, context);
        var master = context.Teacher;
        draft = (draft with { Loss = loss }).With(master.Stage);
        foreach (var assistant in chain.Where(a => a.IsUsed))
        {
            (draft, var lesson) = draft.From(master, context.Loss, context.Training, context);
            var stage = context.Stages.Distil(assistant.Model, context.Training, context.Loss, lesson);
            master = new(assistant.Model, assistant.Graph, stage);
            draft = draft.With(stage);
        }
        Compare(loss, draft.StudentGraph, [master.Graph, context.Teacher.Graph], context);

        (draft, var input) = draft.From(master, loss, context.Training, context);
        return draft
            .WithModel(context.Stages.Distil(student, context.Training, loss, input))
            .Saying(Describe(chain, taught.Text(Features)));
    }

    // Not comparing features is not mentioned, so that stages made before there were any are the same ones.
    private static Configuration Loss(Configuration taught)
    {
        var loss = taught.Without(Assistants);
        return loss.Text(Features) == Labels ? loss.Without(Features) : loss;
    }

    // Features that a network lacks are a reason to refuse the recipe. The teacher is asked too: it helps fine-tuning.
    private static void Compare(
        Configuration loss,
        ModelGraph student,
        ImmutableArray<ModelGraph> masters,
        RecipeContext context
    )
    {
        if (!loss.Has(Features))
            return;
        var features = context.Techniques.Features.Create(loss, Features);
        foreach (var master in masters)
            features.Pair(student, master);
    }

    private static ImmutableArray<Assistant> Chain(
        string rungs,
        long studentParameters,
        RecipeContext context
    )
    {
        if (rungs == "none")
            return [];
        var teacher = context.Teacher.Model;
        var ratio = context.Settings.Real(Ratio);
        var chain = ImmutableArray.CreateBuilder<Assistant>();
        foreach (var rung in rungs.Split('-').Select(r => int.Parse(r, CultureInfo.InvariantCulture)))
            if (teacher.Scaled(Power(ratio, rung)) is { } model)
                chain.Add(new(rung, model, context.Build(model), studentParameters));
        return chain.ToImmutable();
    }

    // Math.Pow may differ in the last bit between systems, and the width is part of a stage's key.
    private static double Power(double ratio, int exponent) =>
        Enumerable.Repeat(ratio, exponent).Aggregate(1.0, (product, factor) => product * factor);

    private static string Describe(ImmutableArray<Assistant> chain, string features)
    {
        var used = chain.Where(a => a.IsUsed).Select(a => a.Rung).ToArray();
        var idle = chain.Where(a => !a.IsUsed).Select(a => a.Rung).ToArray();
        var via = used.Length switch
        {
            0 => "",
            1 => $" via assistant {used[0]}",
            _ => $" via assistants {string.Join('-', used)}",
        };
        var without =
            idle.Length > 0 ? $" (without {string.Join('-', idle)}, no larger than the student)" : "";
        var compared = features == Labels ? "" : $", compared by {features}";
        return $"distilled from teacher{via}{without}{compared}";
    }

    // A rung of the ladder, and whether it is larger than the student.
    private sealed record Assistant(int Rung, ModelChoice Model, ModelGraph Graph, long StudentParameters)
    {
        public bool IsUsed => Graph.Parameters > StudentParameters;
    }
}
