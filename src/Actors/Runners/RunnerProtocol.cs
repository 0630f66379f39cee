using Slimfront.Search.Execution;

namespace Slimfront.Actors.Runners;

// The conversation between a node and one of its runners. A runner says Ready once; it answers every Execute with any
// number of Progress and then exactly one of the others.

/// <summary>Node to runner.</summary>
internal abstract record RunnerRequest
{
    private RunnerRequest() { }

    /// <summary>Do this. Only when nothing is being done.</summary>
    public sealed record Execute(StageWork Work) : RunnerRequest;

    /// <summary>Leave a checkpoint and stop; nothing happens where nothing is being done.</summary>
    public sealed record Stop : RunnerRequest;
}

/// <summary>Runner to node.</summary>
internal abstract record RunnerReply
{
    /// <summary>Raised when a reply or an order changes in a way that an older side would misunderstand.</summary>
    public const int CurrentVersion = 1;

    private RunnerReply() { }

    /// <summary>The runner takes orders.</summary>
    public sealed record Ready(int Version, int ProcessId) : RunnerReply;

    /// <summary>How far the work is.</summary>
    public sealed record Progress(double Fraction, string Text) : RunnerReply;

    /// <summary>The work is done; the artifact is in its place.</summary>
    public sealed record Completed(StageMeasures Measures) : RunnerReply;

    /// <summary>The stage can never work.</summary>
    public sealed record Refused(string Reason) : RunnerReply;

    /// <summary>Stopped as ordered; the checkpoint holds the work done so far.</summary>
    public sealed record Suspended : RunnerReply;

    /// <summary>The work failed.</summary>
    /// <param name="Reason">One line.</param>
    /// <param name="Detail">The whole trace, for the log.</param>
    public sealed record Failed(string Reason, string Detail) : RunnerReply;

    /// <summary>The slot is at fault, not the stage: its disk is full, its device gone.</summary>
    public sealed record Unfit(string Reason) : RunnerReply;
}
