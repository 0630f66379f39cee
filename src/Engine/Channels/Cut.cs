using System.Collections.Immutable;
using Slimfront.Engine.Graphs;

namespace Slimfront.Engine.Channels;

/// <summary>A graph after channels were removed, and what is left of each tensor.</summary>
/// <param name="Graph">The smaller graph: the same nodes, narrower.</param>
/// <param name="Tensors">For each tensor, in the order of <see cref="ModelGraph.Tensors"/>, what to keep of it.</param>
public sealed record Cut(ModelGraph Graph, ImmutableArray<TensorCut> Tensors);

/// <summary>What is left of a tensor.</summary>
/// <param name="Name">The tensor's name, before and after.</param>
/// <param name="Axes">For each axis the positions that stay, in order; empty where all of them do.</param>
public sealed record TensorCut(string Name, params ImmutableArray<ImmutableArray<int>> Axes);
