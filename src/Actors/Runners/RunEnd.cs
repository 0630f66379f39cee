using Slimfront.Search.Execution;

namespace Slimfront.Actors.Runners;

/// <summary>How a runner's work at a stage ended. Every reason is one line.</summary>
public abstract record RunEnd
{
    private RunEnd() { }

    /// <summary>The stage is done and its artifact in its place.</summary>
    /// <param name="Measures">What was measured.</param>
    public sealed record Completed(StageMeasures Measures) : RunEnd;

    /// <summary>The stage can never work.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(string Reason) : RunEnd;

    /// <summary>The executor gave up with an error.</summary>
    /// <param name="Reason">Which.</param>
    /// <param name="Detail">The whole trace, for the log.</param>
    public sealed record Failed(string Reason, string Detail) : RunEnd;

    /// <summary>A limit of the attempt was exceeded, so the runner was killed.</summary>
    /// <param name="Reason">Which, and by how much.</param>
    public sealed record Exceeded(string Reason) : RunEnd;

    /// <summary>The runner died, or spoke something else than the protocol.</summary>
    /// <param name="Reason">The exit code or signal, and the end of what it wrote to standard error.</param>
    public sealed record Crashed(string Reason) : RunEnd;

    /// <summary>It was stopped as asked.</summary>
    /// <param name="HasCheckpoint">Whether the executor left a checkpoint; false where it had to be killed.</param>
    public sealed record Stopped(bool HasCheckpoint) : RunEnd;

    /// <summary>The slot is at fault, not the stage.</summary>
    /// <param name="Reason">Why it cannot work now.</param>
    public sealed record Unfit(string Reason) : RunEnd;
}
