using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>A stage and where it stands.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">Tries handed out so far; the number of the latest one.</param>
/// <param name="Failures">Tries that failed by the stage's own fault.</param>
/// <param name="Completions">How often it was completed: 1, or more where an artifact was lost and made again.</param>
public sealed record StageNode(
    Stage Stage,
    StageStatus Status,
    int Attempts = 0,
    int Failures = 0,
    int Completions = 0
)
{
    /// <summary>What it gave, if it is done.</summary>
    public StageResult? Result => (Status as StageStatus.Done)?.Result;

    /// <summary>Whether the attempt is the one being made now.</summary>
    public bool IsCurrent(AttemptId attempt) =>
        Status is StageStatus.Running && attempt.Stage == Stage.Key && attempt.Number == Attempts;
}

/// <summary>Where a stage stands.</summary>
public abstract record StageStatus
{
    private StageStatus() { }

    /// <summary>To be done.</summary>
    public sealed record Open : StageStatus;

    /// <summary>Being done.</summary>
    /// <param name="Slot">By whom.</param>
    public sealed record Running(string Slot) : StageStatus;

    /// <summary>Done.</summary>
    /// <param name="Result">What it gave.</param>
    public sealed record Done(StageResult Result) : StageStatus;

    /// <summary>Given up.</summary>
    /// <param name="Reason">The last attempt's error.</param>
    public sealed record Failed(string Reason) : StageStatus;
}
