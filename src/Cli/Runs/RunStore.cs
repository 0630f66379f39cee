using Slimfront.Actors.Nodes;

namespace Slimfront.Cli.Runs;

/// <summary>Where a run in this process keeps its artifacts.</summary>
/// <param name="Directory">Its own folder, or one that runs use in turn.</param>
/// <param name="Shared">A folder that other nodes see too; null for none.</param>
/// <param name="Limit">How large the own folder may be; null for any size.</param>
public sealed record RunStore(string Directory, string? Shared, StoreKeeping? Limit);
