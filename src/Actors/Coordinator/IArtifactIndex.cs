using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>Which stages' artifacts a node has. How work is shared between studies and across restarts.</summary>
public interface IArtifactIndex
{
    /// <summary>What the stage gave, if its artifact is here; null where it is not.</summary>
    StageResult? Find(StageKey stage);
}
