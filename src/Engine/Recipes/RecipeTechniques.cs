using System.Reflection;
using Slimfront.Engine.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes;

/// <summary>The techniques that recipes are made of.</summary>
/// <param name="Stages">Those that stages may name.</param>
/// <param name="Teaching">Ways of teaching.</param>
/// <param name="Steps">The steps of a recipe.</param>
public sealed record RecipeTechniques(
    StageTechniques Stages,
    Catalog<IWayOfTeaching> Teaching,
    Catalog<IRecipeStep> Steps
)
{
    /// <summary>Those of the engine and of plug-ins.</summary>
    public static RecipeTechniques Of(params IEnumerable<Assembly> plugIns)
    {
        Assembly[] assemblies = [typeof(RecipeTechniques).Assembly, .. plugIns];
        return new(
            StageTechniques.Of(assemblies),
            Catalog.Scan<IWayOfTeaching>("way of teaching", assemblies),
            Catalog.Scan<IRecipeStep>("recipe step", assemblies)
        );
    }
}
