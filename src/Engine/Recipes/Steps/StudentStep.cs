using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Stages;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes.Steps;

/// <summary>Which network is made small: a family and its parameters, or the network that the study was given, with its weights.</summary>
public sealed class StudentStep : IRecipeStep, IDescribed<IRecipeStep>
{
    /// <summary>The option that stands for the network which the study was given.</summary>
    public const string Own = "own";

    private const string Name = "student";

    /// <inheritdoc/>
    public static Technique<IRecipeStep> Technique { get; } =
        new(Name, "—", "The student's family, depth and width.", [], _ => new StudentStep());

    /// <inheritdoc/>
    public int Position => 100;

    /// <summary>The families that have a member for the study's data, and the network that it was given.</summary>
    public Parameter.Choice Parameter(RecipeContext context) =>
        new(
            Name,
            [
                .. context
                    .Techniques.Families.All.Where(f => Fits(f.AsOption, context))
                    .Select(f => f.AsOption),
                .. context.HasOwn ? [new Option(Own)] : (Option[])[],
            ]
        );

    /// <summary>Nothing: choosing a student makes no stage.</summary>
    public RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context) => draft;

    /// <inheritdoc/>
    public RecipeDraft Prepare(RecipeDraft draft, Configuration choices, RecipeContext context)
    {
        if (choices.Text(Name) == Own)
            return draft with
            {
                Student = context.Teacher.Source,
                Size = SizeForecast.Of(context.Teacher.Graph),
            };
        var student = CanonicalWidth.Of(ModelChoice.At(choices, Name), context.Build);
        var size = SizeForecast.Of(context.Build(student));
        return draft with { Student = new NetworkSource.Member(student), Size = size };
    }

    /// <summary>Whether a study's students can only be the network that it was given.</summary>
    internal static bool IsOwnAlone(RecipeContext context) =>
        context.HasOwn
        && context.Spec.Restrictions.GetValueOrDefault(Name) is Restriction.OneOf { Values: [var only] }
        && only.Text == Own;

    private static bool Fits(Option family, RecipeContext context)
    {
        if (context.Spec.Data is null)
            return true;
        var middle = new Space(family.Parameters).Complete(n => n.Parameter.FromUnit(0.5));
        try
        {
            return context.Build(new(family.Key, middle)).Outputs > 0;
        }
        catch (GraphException)
        {
            return false;
        }
    }
}
