using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>A finished model of a run.</summary>
/// <param name="Name">"trial-26" or "teacher".</param>
/// <param name="Trial">Its trial.</param>
/// <param name="Artifact">Its file.</param>
public sealed record PickedModel(string Name, Trial Trial, ArtifactId Artifact)
{
    /// <summary>The models of a study's front.</summary>
    /// <exception cref="UserErrorException">It has none yet.</exception>
    public static ImmutableArray<PickedModel> Front(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var front = (study.FinalFront.IsEmpty ? study.Front() : study.FinalFront)
            .Select(study.Trial)
            .Where(t => t.Measurement is not null && study.Result(t.Model) is not null)
            .Select(t => new PickedModel($"trial-{t.Number}", t, study.Result(t.Model)!.Artifact))
            .ToImmutableArray();
        return front.IsEmpty
            ? throw new UserErrorException(
                $"study '{study.Spec.Name}' has no front: no trial is completed. The teacher is there once it is measured: --trial teacher"
            )
            : front;
    }
}
