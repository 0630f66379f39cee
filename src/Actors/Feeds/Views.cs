using System.Collections.Immutable;

namespace Slimfront.Actors.Feeds;

/// <summary>What the cluster is doing now.</summary>
/// <param name="Epoch">The active coordinator's epoch.</param>
/// <param name="Slots">Every slot heard of lately.</param>
/// <param name="Studies">Every study.</param>
public sealed record NodeView(long Epoch, ImmutableArray<SlotView> Slots, ImmutableArray<StudyView> Studies);

/// <summary>A slot.</summary>
/// <param name="Slot">"host:4053/0-7f3a".</param>
/// <param name="Device">"cpu", "cuda:0"…</param>
/// <param name="Source">Base address of its node's HTTP service.</param>
/// <param name="Study">The study it works for; null when it is free.</param>
/// <param name="Operation">The running stage's operation; null when it is free.</param>
/// <param name="Stage">The running stage's key; null when it is free.</param>
/// <param name="Attempt">The running attempt's number.</param>
/// <param name="Fraction">Share of the running stage that is done.</param>
/// <param name="Text">"epoch 3/12, loss 0.41, validation accuracy 91.3 %".</param>
/// <param name="Unfit">Why it cannot work now; null while it can.</param>
/// <param name="Labels">What its node says of itself: "gpu=a100".</param>
/// <param name="MemoryBytes">Memory of its device; 0 where it is not known.</param>
public sealed record SlotView(
    string Slot,
    string Device,
    string Source,
    string? Study,
    string? Operation,
    string? Stage,
    int Attempt,
    double Fraction,
    string Text,
    string? Unfit,
    string Labels = "",
    long MemoryBytes = 0
);

/// <summary>A study in a few numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Phase">Where it stands: "searching", "comparing", "stopping", "testing", "finished"; or "paused".</param>
/// <param name="Reason">Why it ended; null while it goes on.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="Budget">Trials it may suggest.</param>
/// <param name="Running">Trials in flight.</param>
/// <param name="Completed">Trials measured.</param>
/// <param name="Failed">Trials that failed or were stopped.</param>
/// <param name="Front">Trials on the front so far.</param>
/// <param name="StagesDone">Stages done.</param>
/// <param name="StagesKnown">Stages any trial asked for.</param>
/// <param name="DeviceSeconds">Device time spent in completed stages.</param>
/// <param name="Best">The best value of each objective over completed trials, by objective.</param>
public sealed record StudyView(
    string Name,
    string Phase,
    string? Reason,
    int Events,
    int Budget,
    int Running,
    int Completed,
    int Failed,
    int Front,
    int StagesDone,
    int StagesKnown,
    double DeviceSeconds,
    ImmutableSortedDictionary<string, double> Best
);
