using System.Collections.Immutable;
using Slimfront.Engine.Stages;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>A way to make a trained student: from labels, from a teacher, from its peers, from itself.</summary>
/// <remarks>Its technique's key is the option of the space that it stands for. Pure, like a recipe step.</remarks>
public interface IWayOfTeaching
{
    /// <summary>What a study file may set about it.</summary>
    IEnumerable<Setting> Settings(StageTechniques techniques) => [];

    /// <summary>What is searched of it.</summary>
    ImmutableArray<Parameter> Parameters(RecipeContext context) => [];

    /// <summary>Adds the stages that train the student.</summary>
    /// <param name="draft">The recipe so far; its student is chosen.</param>
    /// <param name="student">The student.</param>
    /// <param name="choices">The values of <see cref="Parameters"/>.</param>
    /// <param name="context">The study.</param>
    /// <exception cref="Operators.GraphException">It cannot be done with this student; the message says why.</exception>
    RecipeDraft Teach(RecipeDraft draft, ModelChoice student, Configuration choices, RecipeContext context);
}
