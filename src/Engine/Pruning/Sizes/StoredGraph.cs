using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>All that decides a model's size: its architecture and how its tensors are stored.</summary>
/// <param name="Graph">The architecture.</param>
/// <param name="Storage">How each tensor is stored.</param>
public sealed record StoredGraph(ModelGraph Graph, StoragePlan Storage)
{
    /// <summary>Trainable numbers that are not masked away.</summary>
    public long Parameters => Storage.Parameters(Graph);

    /// <summary>Length of the model file; exact where the plan is.</summary>
    public Interval Bytes => LengthRange.Of(Graph, Storage);
}
