using System.Collections.Immutable;
using System.Reflection;
using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Families;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Training;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes;

/// <summary>The techniques that recipes are made of.</summary>
/// <param name="Data">Data sets.</param>
/// <param name="Families">Model families.</param>
/// <param name="Optimizers">Optimizers.</param>
/// <param name="Schedules">Learning-rate schedules.</param>
/// <param name="Losses">Distillation losses.</param>
/// <param name="Criteria">Pruning criteria.</param>
/// <param name="Scopes">Pruning scopes.</param>
/// <param name="Steps">Recipe steps.</param>
public sealed record EngineCatalogs(
    DataSources Data,
    Catalog<IModelFamily> Families,
    Catalog<IOptimizer> Optimizers,
    Catalog<ISchedule> Schedules,
    Catalog<IDistillationLoss> Losses,
    Catalog<IPruningCriterion> Criteria,
    Catalog<IPruningScope> Scopes,
    Catalog<IRecipeStep> Steps
)
{
    /// <summary>The steps in their order.</summary>
    public ImmutableArray<IRecipeStep> OrderedSteps { get; } =
    [.. Steps.All.Select(t => t.Create(Configuration.Empty)).OrderBy(s => s.Order)];

    /// <summary>The techniques of the engine and of plug-ins.</summary>
    public static EngineCatalogs Of(params IEnumerable<Assembly> plugIns)
    {
        Assembly[] assemblies = [typeof(EngineCatalogs).Assembly, .. plugIns];
        return new(
            DataSources.Of(assemblies),
            Catalog.Scan<IModelFamily>("model family", assemblies),
            Catalog.Scan<IOptimizer>("optimizer", assemblies),
            Catalog.Scan<ISchedule>("schedule", assemblies),
            Catalog.Scan<IDistillationLoss>("distillation loss", assemblies),
            Catalog.Scan<IPruningCriterion>("pruning criterion", assemblies),
            Catalog.Scan<IPruningScope>("pruning scope", assemblies),
            Catalog.Scan<IRecipeStep>("recipe step", assemblies)
        );
    }
}
