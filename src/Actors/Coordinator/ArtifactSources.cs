using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Coordinator;

/// <summary>Where artifacts are thought to be. Not journalled: a wrong guess costs one request.</summary>
internal sealed class ArtifactSources
{
    /// <summary>Addresses that one order carries at most for each of its inputs.</summary>
    public const int Most = 16;

    private readonly Dictionary<StageKey, ImmutableSortedSet<string>> _holders = [];
    private readonly HashSet<StageKey> _lost = [];

    /// <summary>A node has a stage's artifact.</summary>
    public void Add(StageKey stage, string source) => _holders[stage] = Holders(stage).Add(source);

    /// <summary>No node gave a stage's artifact to one that needed it.</summary>
    public void Lose(StageKey stage)
    {
        _holders.Remove(stage);
        _lost.Add(stage);
    }

    /// <summary>Whether a stage's artifact was missed before: then no index is believed to have it.</summary>
    public bool WasLost(StageKey stage) => _lost.Contains(stage);

    /// <summary>Whether a node is known to have a stage's artifact.</summary>
    public bool Has(StageKey stage, string source) => Holders(stage).Contains(source);

    /// <summary>Whom to ask for a stage's artifact: those known to have it, then all others.</summary>
    public ImmutableArray<string> Of(StageKey stage, IEnumerable<string> others) =>
        [.. Holders(stage).Concat(others).Distinct(StringComparer.Ordinal).Take(Most)];

    private ImmutableSortedSet<string> Holders(StageKey stage) =>
        _holders.GetValueOrDefault(stage, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
}
