using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>What of a study's work must not be thrown away. Derived from its state alone.</summary>
/// <remarks>
/// Everything else can be made again from its recipe, and equals what it was. Rungs of paused trials are not among it: a
/// continuation trains them again where they are gone.
/// </remarks>
public static class Keeping
{
    /// <summary>The teacher, the models of the front and of what it is compared with, and the inputs of unfinished stages.</summary>
    public static IEnumerable<ArtifactId> KeptArtifacts(this Study study) =>
        study.KeptStages().Select(study.Result).OfType<StageResult>().Select(r => r.Artifact).Distinct();

    /// <summary>The stages whose checkpoints somebody may go on from.</summary>
    public static IEnumerable<StageKey> KeptCheckpoints(this Study study) =>
        study.Wanted().Select(s => s.Key).Distinct();

    /// <summary>Both, by the names that their files have: 64 hexadecimal digits.</summary>
    public static IEnumerable<string> KeptNames(this Study study) =>
        study.KeptArtifacts().Select(a => a.Hex).Concat(study.KeptCheckpoints().Select(k => k.Hex));

    private static IEnumerable<StageKey> KeptStages(this Study study) =>
        study
            .Front()
            .Concat(study.FinalFront)
            .Select(study.Trial)
            .Concat(study.Tested)
            .Select(t => t.Model)
            .Concat(study.Teacher is { } teacher ? [teacher.Model] : [])
            .Concat(study.Wanted().SelectMany(s => s.Inputs).Select(i => i.Stage));
}
