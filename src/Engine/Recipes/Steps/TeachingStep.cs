using Slimfront.Engine.Operators;
using Slimfront.Engine.Recipes.Teaching;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>What the student learns from: each way of teaching is an option; labels alone come first.</summary>
public sealed class TeachingStep : IRecipeStep, IDescribed<IRecipeStep>
{
    private const string Name = "teaching";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(Name, "—", "What the student learns from.", [], _ => new TeachingStep());

    /// <inheritdoc/>
    public int Position => 200;

    /// <inheritdoc/>
    public IEnumerable<Setting> Settings(RecipeTechniques techniques) =>
        techniques.Teaching.All.SelectMany(w => w.Create(Configuration.Empty).Settings(techniques.Stages));

    /// <summary>The ways of teaching; where the student can only be a network that is trained already, none.</summary>
    public Parameter.Choice Parameter(RecipeContext context) =>
        new(
            Name,
            [
                .. context
                    .Teaching.All.Where(w => w.Key == FromLabels.Key || !StudentStep.IsOwnAlone(context))
                    .OrderBy(w => w.Key != FromLabels.Key)
                    .Select(w => new Option(w.Key, w.Create(Configuration.Empty).Parameters(context))),
            ]
        );

    /// <inheritdoc/>
    public RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        var way = choices.Text(Name);
        if (draft.Member is not { } student)
            return way == FromLabels.Key
                ? draft.With(context.Teacher).WithModel(context.Teacher.Stage)
                : throw new GraphException(
                    $"A network that was given is trained already; '{Name}' is '{FromLabels.Key}' for it."
                );
        return context
            .Teaching[way]
            .Create(Configuration.Empty)
            .Teach(draft, student, choices.Slice($"{Name}.{way}"), context);
    }

    /// <inheritdoc/>
    public IEnumerable<Simplification> Simpler(Configuration choices)
    {
        if (choices.Text(Name) != FromLabels.Key)
            yield return new(Simplification.NoTeacher, c => c.With(Name, Value.Of(FromLabels.Key)));
    }
}
