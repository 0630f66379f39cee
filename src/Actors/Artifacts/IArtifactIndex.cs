using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>What is known of stages that were done here before, in this study or another one.</summary>
public interface IArtifactIndex
{
    /// <summary>What a stage gave, if its artifact is still here; else null.</summary>
    StageResult? Find(StageKey stage);
}
