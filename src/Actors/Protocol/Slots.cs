using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Protocol;

// The conversation between slots and the coordinator. Slots pull: work goes out only against a Hello that asks for it.

/// <summary>One incarnation of a slot: a slot that restarts is another slot, which knows nothing of the old one's work.</summary>
/// <param name="Node">The node's name: "host:port".</param>
/// <param name="Index">Which slot of the node.</param>
/// <param name="Incarnation">Different at every start.</param>
public sealed record SlotId(string Node, int Index, string Incarnation)
{
    /// <summary>For the journal and for people: "host:4053/0-7f3a".</summary>
    public override string ToString() => $"{Node}/{Index}-{Incarnation}";
}

/// <summary>An attempt in its study.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Attempt">The attempt.</param>
public sealed record AttemptRef(string Study, AttemptId Attempt);

/// <summary>
/// Slot to coordinator, at start, every few seconds and when the slot becomes free: registration, demand, lease renewal,
/// progress, and re-announcement after a change of coordinator, in one.
/// </summary>
/// <param name="Slot">Who.</param>
/// <param name="Device">"cpu", "cuda:0"…</param>
/// <param name="Source">Base address of the node's artifact service.</param>
/// <param name="Running">What the slot works at; null asks for work, unless <paramref name="Unfit"/> is set.</param>
/// <param name="Fraction">Share of the running stage that is done.</param>
/// <param name="Text">What it is doing: "epoch 3/12, loss 0.41".</param>
/// <param name="Unfit">Why the slot cannot work now (a full disk, draining); null while it can.</param>
/// <param name="Labels">What its node says of itself, in the form of <see cref="Search.Studies.Labels"/>; a study may ask for them.</param>
/// <param name="MemoryBytes">Memory of its device, in bytes, shared by all slots on it; 0 where it is not known.</param>
/// <param name="Environment">What its results may depend on besides the stage: processor, threads, device, libraries; empty where it does not say.</param>
public sealed record Hello(
    SlotId Slot,
    string Device,
    string Source,
    AttemptRef? Running,
    double Fraction,
    string Text,
    string? Unfit,
    string Labels = "",
    long MemoryBytes = 0,
    string Environment = ""
) : IWire;

/// <summary>Coordinator to slot: do this.</summary>
/// <param name="Work">The attempt.</param>
/// <param name="Epoch">The coordinator's epoch; a slot drops orders of an older epoch than the newest it saw.</param>
/// <param name="Stage">The stage.</param>
/// <param name="DataSettings">The study's settings below "data.".</param>
/// <param name="Limits">Time and memory of the attempt.</param>
/// <param name="Inputs">The artifacts it needs, in the order of the stage's inputs.</param>
public sealed record Assign(
    AttemptRef Work,
    long Epoch,
    Stage Stage,
    Configuration DataSettings,
    AttemptLimits Limits,
    ImmutableArray<InputArtifact> Inputs
) : IWire;

/// <summary>An artifact a stage needs, and where it may be had.</summary>
/// <param name="Stage">The stage that made it.</param>
/// <param name="Artifact">Its identity.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sources">Base addresses of nodes to ask, best first.</param>
public sealed record InputArtifact(
    StageKey Stage,
    ArtifactId Artifact,
    long Bytes,
    ImmutableArray<string> Sources
);

/// <summary>Coordinator to slot: nobody wants this any more.</summary>
/// <param name="Work">The attempt.</param>
/// <param name="Epoch">The coordinator's epoch.</param>
/// <param name="Reason">One line.</param>
public sealed record Cancel(AttemptRef Work, long Epoch, string Reason) : IWire;

/// <summary>Slot to coordinator: an attempt is over. Sent again until it is acknowledged.</summary>
/// <param name="Slot">Who.</param>
/// <param name="Work">The attempt.</param>
/// <param name="End">How it ended.</param>
public sealed record Ended(SlotId Slot, AttemptRef Work, AttemptEnd End) : IWire;

/// <summary>Coordinator to slot: the end of the attempt is in the journal (or no longer matters).</summary>
/// <param name="Work">The attempt.</param>
/// <param name="Epoch">The coordinator's epoch.</param>
public sealed record Acknowledged(AttemptRef Work, long Epoch) : IWire;

/// <summary>How an attempt ended.</summary>
public abstract record AttemptEnd
{
    private AttemptEnd() { }

    /// <summary>The stage is done and its artifact can be had from the slot's node.</summary>
    /// <param name="Result">What it gave.</param>
    public sealed record Completed(StageResult Result) : AttemptEnd;

    /// <summary>It failed.</summary>
    /// <param name="Reason">One line.</param>
    /// <param name="IsFinal">Whether trying again is pointless.</param>
    public sealed record Failed(string Reason, bool IsFinal) : AttemptEnd;

    /// <summary>It ended for no fault of the stage: cancelled, drained, the slot became unfit.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Lost(string Reason) : AttemptEnd;

    /// <summary>An input could not be had from any source.</summary>
    /// <param name="Input">The stage whose artifact is missing.</param>
    /// <param name="Reason">One line.</param>
    public sealed record InputMissing(StageKey Input, string Reason) : AttemptEnd;
}
