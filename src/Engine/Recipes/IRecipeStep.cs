using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>A part of a compression pipeline: it brings a parameter to the space and stages to a recipe.</summary>
/// <remarks>Its technique's key is the name of its parameter. Pure: nothing here needs a device or libtorch.</remarks>
public interface IRecipeStep
{
    /// <summary>Steps follow one another in rising order.</summary>
    int Position { get; }

    /// <summary>What a study file may set about the step.</summary>
    IEnumerable<Setting> Settings(RecipeTechniques techniques) => [];

    /// <summary>What the step may do.</summary>
    Parameter.Choice Parameter(RecipeContext context);

    /// <summary>Says what steps before this one have to know: called for all of them, in order, before any adds stages.</summary>
    /// <param name="draft">The recipe so far.</param>
    /// <param name="choices">A point of the whole space.</param>
    /// <param name="context">What the study is about.</param>
    /// <exception cref="Operators.GraphException">The choice is impossible for the data; the message says why.</exception>
    RecipeDraft Prepare(RecipeDraft draft, Configuration choices, RecipeContext context) => draft;

    /// <summary>Adds the stages of what was chosen.</summary>
    /// <param name="draft">The recipe so far.</param>
    /// <param name="choices">A point of the whole space.</param>
    /// <param name="context">What the study is about.</param>
    /// <exception cref="Operators.GraphException">The choice is impossible for the data; the message says why.</exception>
    RecipeDraft Append(RecipeDraft draft, Configuration choices, RecipeContext context);

    /// <summary>What to simplify in a recipe with these choices to see whether this step's part in it was worth it.</summary>
    /// <remarks>
    /// Steps that name the same kind simplify one after the other, so that "no-teacher" leaves a teacher in none of them.
    /// Nothing for choices that are the simplest already.
    /// </remarks>
    IEnumerable<Simplification> Simpler(Configuration choices) => [];
}

/// <summary>A change of choices that makes a recipe simpler.</summary>
/// <param name="Kind">What becomes simpler: "no-teacher", "random-criterion".</param>
/// <param name="Apply">The change; what the new choices leave open takes the middle of its range.</param>
public sealed record Simplification(string Kind, Func<Configuration, Configuration> Apply)
{
    /// <summary>Everything is learnt from labels alone.</summary>
    public const string NoTeacher = "no-teacher";

    /// <summary>Channels are chosen by chance.</summary>
    public const string RandomCriterion = "random-criterion";

    /// <summary>The weights of a lottery ticket are chosen by chance.</summary>
    public const string RandomTicket = "random-ticket";

    /// <summary>The network's final shape is trained with new weights, for as many epochs as the recipe had.</summary>
    public const string ScratchEpochs = "scratch-same-epochs";

    /// <summary>The network's final shape is trained with new weights, for as much computation as the recipe had.</summary>
    public const string ScratchComputation = "scratch-same-computation";
}
