using System.Globalization;
using Akka.Event;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Slots;

/// <summary>What a slot puts into the log about its attempts.</summary>
internal sealed class SlotLog(ILoggingAdapter log, SlotId slot)
{
    /// <summary>An attempt is over.</summary>
    public void Ended(AttemptRef work, long epoch, AttemptReport report)
    {
        Write(log.Info, work, epoch, "ended", Words(report.End) + Share(report.Share));
        if (report.Detail is { } detail)
            Write(log.Warning, work, epoch, "told", detail);
    }

    /// <summary>A drain meets a running attempt.</summary>
    public void Drains(AttemptRef work, long epoch, string how) =>
        Write(log.Info, work, epoch, "is drained", how);

    private void Write(
        Action<string, object[]> write,
        AttemptRef work,
        long epoch,
        string what,
        string details
    ) =>
        write(
            "{Slot}: {Stage} attempt {Attempt} of {Study} (epoch {Epoch}) {What}: {Details}",
            [slot, work.Attempt.Stage.Short, work.Attempt.Number, work.Study, epoch, what, details]
        );

    private static string Share(double? share) =>
        share is { } part
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", with {part * 100:0} % of the processor it wanted"
            )
            : "";

    private static string Words(AttemptEnd end) =>
        end switch
        {
            AttemptEnd.Completed { Result: var result } =>
                $"completed in {result.Seconds:0.###} s, artifact {result.Artifact.Short}",
            AttemptEnd.Failed e => $"failed: {e.Reason}",
            AttemptEnd.Lost e => $"lost: {e.Reason}",
            AttemptEnd.InputMissing e => $"input {e.Input.Short} is missing: {e.Reason}",
            _ => end.ToString(),
        };
}
