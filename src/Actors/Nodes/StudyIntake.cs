using Slimfront.Actors.Artifacts;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Preparation;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Nodes;

/// <summary>What a coordinator's node does with a request before the coordinator gets it.</summary>
/// <param name="pipeline">Reads data and given networks.</param>
/// <param name="preparation">Completes and checks a request.</param>
/// <param name="store">Has the networks that studies are given, from then on: their files are no longer needed.</param>
internal sealed class StudyIntake(IPipeline pipeline, StudyPreparation preparation, ArtifactStore store)
{
    /// <summary>Completes and checks a request that is not complete yet, and stores the teacher that it is given.</summary>
    /// <exception cref="UserErrorException">What is wrong, in one line.</exception>
    public StudySpec Take(StudySpec spec)
    {
        if (spec.Data is null || spec.WarmStart.IsDefault)
            spec = preparation.Prepare(spec);
        if (spec.Teacher is { } given && store.FindAnywhere(given.Stage) is null)
            Keep(spec, given);
        return spec;
    }

    private void Keep(StudySpec spec, GivenNetwork given)
    {
        var file = store.Work.NewFile("given");
        pipeline.WriteTeacher(spec, file);
        var (artifact, bytes) = store.Adopt(file);
        if (artifact != given.Artifact)
            throw new UserErrorException(
                $"the file of the given teacher has changed: it was the network {given.Artifact.Short}, and is {artifact.Short}."
            );
        store.Record(given.Stage, new(artifact, bytes, Measurement.Empty, Measurement.Empty, 0));
    }
}
