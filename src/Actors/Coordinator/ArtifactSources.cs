using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Coordinator;

/// <summary>Where artifacts and checkpoints are thought to be. Not journalled: a wrong guess costs one request.</summary>
internal sealed class ArtifactSources
{
    /// <summary>Addresses that one order carries at most for each of its inputs.</summary>
    public const int Most = 16;

    private readonly Dictionary<StageKey, ImmutableSortedSet<string>> _holders = [];
    private readonly Dictionary<StageKey, string> _checkpoints = [];
    private readonly HashSet<StageKey> _lost = [];

    /// <summary>A node has a stage's artifact.</summary>
    public void Add(StageKey stage, string source)
    {
        _holders[stage] = Holders(stage).Add(source);
        _checkpoints.Remove(stage);
    }

    /// <summary>No node gave a stage's artifact to one that needed it.</summary>
    public void Lose(StageKey stage)
    {
        _holders.Remove(stage);
        _lost.Add(stage);
    }

    /// <summary>A node was stopped at work on a stage, and may have a checkpoint of it.</summary>
    public void Interrupt(StageKey stage, string source) => _checkpoints[stage] = source;

    /// <summary>The node that may have a stage's checkpoint; null where none has.</summary>
    public string? Checkpoint(StageKey stage) => _checkpoints.GetValueOrDefault(stage);

    /// <summary>Whether a stage's artifact was missed before: then no index is believed to have it.</summary>
    public bool WasLost(StageKey stage) => _lost.Contains(stage);

    /// <summary>The nodes that are known to have a stage's artifact.</summary>
    public ImmutableSortedSet<string> Holders(StageKey stage) =>
        _holders.GetValueOrDefault(stage, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Whom to ask for a stage's artifact: those known to have it, then all others.</summary>
    public ImmutableArray<string> Of(StageKey stage, IEnumerable<string> others) =>
        [.. Holders(stage).Concat(others).Distinct(StringComparer.Ordinal).Take(Most)];
}
