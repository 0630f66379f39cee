using System.Diagnostics;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Telemetry;

/// <summary>One span for each attempt at a stage: from the order's arrival to its end, fetching included.</summary>
public sealed class StageSpans
{
    private readonly ActivitySource _source;

    internal StageSpans(ActivitySource source) => _source = source;

    /// <summary>An attempt begins; null while nobody listens. Disposing of the span ends it.</summary>
    public Activity? Begin(Assign order, SlotId slot, string device)
    {
        ArgumentNullException.ThrowIfNull(order);
        // A root: it is begun by a message, not within whatever this thread did last.
        Activity.Current = null;
        return _source
            .StartActivity($"stage {order.Stage.Operation}", ActivityKind.Consumer)
            ?.SetTag("slimfront.study", order.Work.Study)
            .SetTag("slimfront.stage", order.Stage.Key.Short)
            .SetTag("slimfront.operation", order.Stage.Operation)
            .SetTag("slimfront.attempt", order.Work.Attempt.Number)
            .SetTag("slimfront.epoch", order.Epoch)
            .SetTag("slimfront.slot", slot.ToString())
            .SetTag("slimfront.device", device);
    }

    /// <summary>Notes how an attempt ended.</summary>
    public static void End(Activity? span, AttemptEnd end)
    {
        if (span is null)
            return;
        var (name, reason) = end switch
        {
            AttemptEnd.Completed => ("completed", null),
            AttemptEnd.Failed e => ("failed", e.Reason),
            AttemptEnd.Lost e => ("lost", e.Reason),
            AttemptEnd.InputMissing e => ("input-missing", e.Reason),
            _ => ("unknown", null),
        };
        span.SetTag("slimfront.end", name);
        if (reason is not null)
            span.SetStatus(ActivityStatusCode.Error, reason);
    }
}
