using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Telemetry;

/// <summary>What the coordinator of this node did since the node began, and what it sees now.</summary>
/// <remarks>
/// Counters count what was written to the journal by this process, never what was replayed, so the sum over all
/// coordinator nodes is what the journal holds. Gauges are read from the feed when somebody asks, and are silent while the
/// coordinator is on another node.
/// </remarks>
public sealed class CoordinatorMetrics
{
    private const string Operation = "operation";

    // A stage takes from milliseconds to hours; a write, from a tenth of a millisecond to a second.
    private static readonly double[] StageBounds = [0.05, 0.2, 1, 5, 20, 60, 300, 1200, 3600, 14400];
    private static readonly double[] WriteBounds =
    [
        0.0005,
        0.001,
        0.002,
        0.005,
        0.01,
        0.02,
        0.05,
        0.1,
        0.5,
        1,
        5,
    ];

    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _stages;
    private readonly Counter<long> _trials;
    private readonly Counter<long> _artifactsLost;
    private readonly Counter<long> _events;
    private readonly Counter<long> _takeovers;
    private readonly Histogram<double> _stageSeconds;
    private readonly Histogram<double> _writeSeconds;
    private readonly Feed _feed;

    internal CoordinatorMetrics(Meter meter, Feed feed)
    {
        _feed = feed;
        _started = meter.CreateCounter<long>(
            "slimfront.attempts.started",
            "{attempt}",
            "Attempts handed out."
        );
        _ended = meter.CreateCounter<long>(
            "slimfront.attempts.ended",
            "{attempt}",
            "Attempts that ended: completed, failed, or lost with their slot."
        );
        _stages = meter.CreateCounter<long>(
            "slimfront.stages.completed",
            "{stage}",
            "Stages completed, computed or found done before."
        );
        _trials = meter.CreateCounter<long>("slimfront.trials.ended", "{trial}", "Trials ended, by outcome.");
        _artifactsLost = meter.CreateCounter<long>(
            "slimfront.artifacts.lost",
            "{artifact}",
            "Artifacts that no node had any more, to be made again."
        );
        _events = meter.CreateCounter<long>("slimfront.journal.events", "{event}", "Events written.");
        _takeovers = meter.CreateCounter<long>(
            "slimfront.coordinator.takeovers",
            "{takeover}",
            "Times this node became the coordinator."
        );
        _stageSeconds = meter.CreateHistogram(
            "slimfront.stage.duration",
            "s",
            "Device seconds of computed stages.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = StageBounds }
        );
        _writeSeconds = meter.CreateHistogram(
            "slimfront.journal.write.duration",
            "s",
            "Seconds until a turn's events were in the journal.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = WriteBounds }
        );
        meter.CreateObservableGauge("slimfront.slots", Slots, "{slot}", "Slots that hold a lease, by state.");
        meter.CreateObservableGauge(
            "slimfront.stages.ready",
            Ready,
            "{stage}",
            "Stages that wait for a slot."
        );
        meter.CreateObservableGauge(
            "slimfront.coordinator.epoch",
            Epoch,
            "{epoch}",
            "The coordinator's epoch."
        );
    }

    /// <summary>This node's coordinator took over.</summary>
    internal void TookOver() => _takeovers.Add(1);

    /// <summary>Events are in the journal.</summary>
    /// <param name="entries">Which.</param>
    /// <param name="studies">The studies after them.</param>
    /// <param name="took">How long the writing took.</param>
    internal void Wrote(
        IReadOnlyList<Journalled> entries,
        ImmutableSortedDictionary<string, Study> studies,
        TimeSpan took
    )
    {
        _writeSeconds.Record(took.TotalSeconds);
        _events.Add(entries.Count);
        foreach (var entry in entries)
            Count(studies[entry.Study], entry.Event);
    }

    private void Count(Study study, StudyEvent happened)
    {
        switch (happened)
        {
            case StudyEvent.AttemptStarted e:
                _started.Add(1, Of(study, e.Attempt.Stage));
                return;
            case StudyEvent.StageCompleted e:
                Complete(study, e);
                return;
            case StudyEvent.AttemptFailed e:
                End(study, e.Attempt, "failed");
                return;
            case StudyEvent.AttemptLost e:
                End(study, e.Attempt, "lost");
                return;
            case StudyEvent.ArtifactLost:
                _artifactsLost.Add(1);
                return;
            case StudyEvent.TrialEnded e:
                _trials.Add(1, new KeyValuePair<string, object?>("outcome", Name(e.Outcome)));
                return;
        }
    }

    // Attempt 0 is none: the artifact was there already.
    private void Complete(Study study, StudyEvent.StageCompleted e)
    {
        var isComputed = e.Attempt.Number > 0;
        var operation = Of(study, e.Attempt.Stage);
        _stages.Add(1, operation, new("source", isComputed ? "computed" : "reused"));
        if (!isComputed)
            return;
        End(study, e.Attempt, "completed");
        _stageSeconds.Record(e.Result.Seconds, operation);
    }

    private void End(Study study, AttemptId attempt, string how) =>
        _ended.Add(1, Of(study, attempt.Stage), new("end", how));

    private static KeyValuePair<string, object?> Of(Study study, StageKey stage) =>
        new(Operation, study.Stages[stage].Stage.Operation);

    private static string Name(Outcome outcome) => outcome.GetType().Name.ToLowerInvariant();

    private IEnumerable<Measurement<long>> Slots()
    {
        if (_feed.Now is not { } view)
            return [];
        return view
            .Slots.GroupBy(s => (State: State(s), s.Device))
            .Select(g => new Measurement<long>(
                g.Count(),
                new("state", g.Key.State),
                new KeyValuePair<string, object?>("device", g.Key.Device)
            ));
    }

    private static string State(Hello slot) =>
        slot.Running is not null ? "busy"
        : slot.Unfit is not null ? "unfit"
        : "free";

    private IEnumerable<Measurement<long>> Ready()
    {
        if (_feed.Now is not { } view)
            return [];
        return view
            .Studies.Where(s => s.Value.Phase is not StudyPhase.Finished)
            .Select(s => new Measurement<long>(
                s.Value.Ready().Count(),
                new KeyValuePair<string, object?>("study", s.Key)
            ));
    }

    private IEnumerable<Measurement<long>> Epoch() => _feed.Now is { } view ? [new(view.Epoch)] : [];
}
