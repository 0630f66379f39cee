using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes.Teaching;

/// <summary>Networks between the teacher and the student, each taught by the one above it.</summary>
/// <remarks>
/// Mirzadeh et al. (2020), arXiv:1902.03393. Assistants are rungs of a fixed ladder: rung k is the teacher's architecture
/// at width · ratioᵏ, taught by the rung above it in the chain, with the study's own loss. Chains that begin alike
/// therefore share stages, whatever their students. A rung that is not larger than the student would be a pupil, not an
/// assistant: it is left out.
/// </remarks>
internal sealed class AssistantChain
{
    private const string None = "none";
    private const string RatioKey = "assistants.ratio";
    private readonly ImmutableArray<Assistant> _rungs;

    private AssistantChain(ImmutableArray<Assistant> rungs) => _rungs = rungs;

    /// <summary>How much smaller each rung is.</summary>
    public static Setting Ratio { get; } =
        new(
            RatioKey,
            Value.Of(0.5),
            new Parameter.Real("ratio", 0.1, 0.95),
            "Width of each assistant, as a share of the one above it."
        );

    /// <summary>The chains to choose from; of a teacher that was given there are no smaller ones.</summary>
    public static Parameter.Choice Parameter(string name, RecipeContext context) =>
        context.HasTeacherOfFamily
            ? new(name, None, "1", "2", "3", "1-2", "1-3", "2-3", "1-2-3")
            : new(name, None);

    /// <summary>The chain of the given rungs, as <see cref="Parameter"/> names them.</summary>
    public static AssistantChain Of(string rungs, long studentParameters, RecipeContext context)
    {
        if (rungs == None || context.Teacher.Model is not { } teacher)
            return new([]);
        var ratio = context.Settings.Real(RatioKey);
        var chain = ImmutableArray.CreateBuilder<Assistant>();
        foreach (var rung in rungs.Split('-').Select(r => int.Parse(r, CultureInfo.InvariantCulture)))
            if (teacher.Scaled(Power(ratio, rung)) is { } model)
                chain.Add(new(rung, model, context.Build(model), studentParameters));
        return new(chain.ToImmutable());
    }

    /// <summary>Adds the stages of the chain.</summary>
    /// <returns>The draft, and the last of the chain: the teacher where no rung is used.</returns>
    public (RecipeDraft Draft, Teacher Last) Teach(RecipeDraft draft, RecipeContext context)
    {
        var master = context.Teacher;
        foreach (var assistant in _rungs.Where(a => a.IsUsed))
        {
            (draft, var lesson) = draft.From(master, context.Lesson, context.Training, context);
            var stage = Distil.Plan(context.Basis, assistant.Model, context.Training, context.Lesson, lesson);
            master = Teacher.Of(assistant.Model, assistant.Graph, stage);
            draft = draft.With(stage);
        }
        return (draft, master);
    }

    // Math.Pow may differ in the last bit between systems, and the width is part of a stage's key.
    private static double Power(double ratio, int exponent) =>
        Enumerable.Repeat(ratio, exponent).Aggregate(1.0, (product, factor) => product * factor);

    // A rung of the ladder, and whether it is larger than the student.
    private sealed record Assistant(int Rung, ModelChoice Model, ModelGraph Graph, long StudentParameters)
    {
        public bool IsUsed => Graph.Parameters > StudentParameters;
    }
}
