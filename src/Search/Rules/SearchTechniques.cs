using System.Reflection;
using Slimfront.Search.Execution;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Rules;

/// <summary>The techniques that a study may search with.</summary>
/// <param name="Samplers">What chooses configurations.</param>
/// <param name="Schedulers">What decides how far each is trained.</param>
public sealed record SearchTechniques(Catalog<ISampler> Samplers, Catalog<IScheduler> Schedulers)
{
    /// <summary>Those of the search library and of plug-ins.</summary>
    public static SearchTechniques Of(params IEnumerable<Assembly> plugIns)
    {
        Assembly[] assemblies = [typeof(SearchTechniques).Assembly, .. plugIns];
        return new(
            Catalog.Scan<ISampler>("sampler", assemblies),
            Catalog.Scan<IScheduler>("scheduler", assemblies)
        );
    }

    /// <summary>The rules of a study.</summary>
    public StudyRules Rules(StudySpec spec, IPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(pipeline);
        return new(
            pipeline,
            Samplers.Create(spec.Sampler, "sampler"),
            pipeline.Space(spec),
            Schedulers.Create(spec.Scheduler, "scheduler")
        );
    }
}
