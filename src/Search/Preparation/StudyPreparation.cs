using Slimfront.Search.Execution;
using Slimfront.Search.Recipes;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Preparation;

/// <summary>Makes a complete, checked study of a request: the same for a search on this machine and for a cluster.</summary>
/// <remarks>
/// A search prepares its study before a run's folder is made; a coordinator's node prepares what a client submits, because the data
/// are there. A study that cannot work is refused here, before anything is computed or written.
/// </remarks>
/// <param name="pipeline">Knows settings, data and space.</param>
/// <param name="techniques">The samplers and schedulers there are.</param>
public sealed class StudyPreparation(IPipeline pipeline, SearchTechniques techniques)
{
    /// <summary>Reads the data set, completes the request and checks it.</summary>
    /// <exception cref="UserErrorException">What is wrong, in one line.</exception>
    public StudySpec Prepare(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var prepared = Complete(pipeline.Resolve(spec));
        Attainable.Check(prepared, pipeline);
        if (!spec.WarmStart.IsDefault)
            CheckListed(prepared);
        _ = techniques.Rules(prepared, pipeline);
        return prepared;
    }

    /// <summary>What can be done without data: checks space and warm start, and fills in the usual warm start where none is listed.</summary>
    /// <exception cref="UserErrorException">What is wrong, in one line.</exception>
    public StudySpec Complete(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SpaceEffects.Check(spec, pipeline.Space(spec), pipeline);
        return spec.WarmStart.IsDefault ? spec with { WarmStart = pipeline.UsualStart(spec) } : spec;
    }

    // A listed configuration that leaves nothing open either runs or is refused here: the search would put another in its place.
    private void CheckListed(StudySpec spec)
    {
        var space = pipeline.Space(spec);
        foreach (var (number, given) in spec.WarmStart.Index())
            if (
                !space.Check(given).Any()
                && pipeline.Plan(spec, given).Within(spec.Limits) is Plan.Refused { Reason: var reason }
            )
                throw new UserErrorException($"warm-start {number} cannot be run: {reason}");
    }
}
