using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Telemetry;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Slots;

/// <summary>What a slot is and what it works with.</summary>
public sealed record SlotOptions
{
    /// <summary>Who it is.</summary>
    public required SlotId Id { get; init; }

    /// <summary>"cpu", "cuda:0"…</summary>
    public required string Device { get; init; }

    /// <summary>What its node says of itself.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>Memory of its device, in bytes; 0 where it is not known.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What its results may depend on besides the stage; empty where nobody says.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Base address of the node's artifact service, for others to fetch from.</summary>
    public required string Source { get; init; }

    /// <summary>The node's artifacts.</summary>
    public required ArtifactStore Store { get; init; }

    /// <summary>Gets artifacts the node has not.</summary>
    public required ArtifactFetcher Fetcher { get; init; }

    /// <summary>How the slot's runner is started.</summary>
    public required RunnerOptions Runner { get; init; }

    /// <summary>Between two greetings to the coordinator, and between two sendings of an unacknowledged end.</summary>
    public TimeSpan HelloInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the slot asks for no work after it found itself unfit.</summary>
    public TimeSpan UnfitPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a cancelled stage may take to leave a checkpoint; then its runner is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Crashes of different stages in a row after which the slot finds itself unfit.</summary>
    public int CrashesInARow { get; init; } = 3;

    /// <summary>Where attempts leave their spans; null for none.</summary>
    public StageSpans? Spans { get; init; }

    /// <summary>The clock of limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
