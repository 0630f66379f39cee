using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>One line per thing that matters, for pipes and logs.</summary>
public sealed class PlainView(TextWriter output, TimeProvider clock) : IStudyView
{
    private readonly TimeLeft _left = new(clock);
    private readonly HashSet<string> _unfit = new(StringComparer.Ordinal);
    private readonly UnlikeMachines _unlike = new();

    // Slots announce themselves within seconds to a coordinator that has just begun.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private string? _waits;
    private long _waitsSince;
    private bool _isWaitTold;
    private int _nextTold = 1;

    /// <inheritdoc/>
    public void Update(
        Study study,
        IReadOnlyList<StudyEvent> events,
        IReadOnlyList<SlotLine> slots,
        string? waits = null
    )
    {
        foreach (var happened in events)
            if (Line(study, happened) is { } line)
                Write(line);
        // Most updates tell of progress alone.
        if (events.Count > 0)
            Tell(study);
        foreach (var slot in slots)
            if (slot.Unfit is { } reason && _unfit.Add(slot.Name + reason))
                Write($"slot {slot.Name} cannot work: {reason}");
        if (_unlike.Line(study) is { } note)
            Write(note);
        Wait(waits);
    }

    /// <inheritdoc/>
    public void Dispose() => output.Flush();

    /// <summary>What is worth a line; null for the rest.</summary>
    public static string? Line(Study study, StudyEvent happened) =>
        happened switch
        {
            StudyEvent.TrialEnded e => Ended(study, study.Trial(e.Number), e.Outcome),
            StudyEvent.AttemptFailed e =>
                $"attempt {e.Attempt} of {Name(study, e.Attempt)} failed: {e.Reason}",
            StudyEvent.AttemptLost e =>
                $"attempt {e.Attempt} of {Name(study, e.Attempt)} did not finish: {e.Reason}",
            StudyEvent.ArtifactLost e =>
                $"artifact of {study.Stages[e.Stage].Stage.Operation} {e.Stage.Short} lost: {e.Reason}",
            StudyEvent.Exhausted e => $"no more trials: {e.Reason}",
            StudyEvent.Paused e => $"paused: {e.Reason}",
            StudyEvent.Continued e => $"going on: {e.Reason}",
            StudyEvent.Stopping e => $"stopping: {e.Reason}",
            StudyEvent.BaselinesRequested e =>
                $"comparing {Models(e.Links.DistinctBy(l => l.Trial).Count())} of the front with simpler recipes ('baselines: off' leaves it out)",
            StudyEvent.TestRequested e =>
                $"measuring {Models(e.Front.Length)} of the front on the test split",
            StudyEvent.Finished e => $"finished: {e.Reason}",
            _ => null,
        };

    private static string Ended(Study study, Trial trial, Outcome outcome)
    {
        var who =
            trial.Number == TrialNumber.Teacher ? "teacher"
            : trial.IsSearched ? $"trial {trial.Number}"
            : $"baseline {trial.Number}";
        var how = outcome switch
        {
            Outcome.Completed { Measurement: var m } => Values(study, m) + Doubt(study, trial, m),
            Outcome.Paused { Measurement: var m } =>
                $"{Values(study, m)}  at rung {trial.Fidelity!.Rung + 1} of {trial.Fidelity.Rungs}",
            Outcome.Failed { Reason: var reason } => $"failed: {reason}",
            Outcome.Stopped { Reason: var reason } => $"given up: {reason}",
            _ => "",
        };
        return $"{who}: {how}  [{trial.Summary}]";
    }

    // All that follows from a teacher that only guesses is worth nothing.
    private static string Doubt(Study study, Trial trial, Measurement measured)
    {
        var quality = study.Spec.Objectives[0];
        return
            trial.Number == TrialNumber.Teacher
            && Chance.Doubt(quality, measured[quality.Key], study.Spec.Data) is { } doubt
            ? $"  ({doubt}{(study.Spec.Teacher is null ? "" : $": {Chance.Causes}")})"
            : "";
    }

    private static string Values(Study study, Measurement measured) =>
        string.Join("  ", study.Spec.Objectives.Select(o => $"{o.Key} {Format.Value(o, measured[o.Key])}"));

    private static string Models(int count) => count == 1 ? "1 model" : $"{count} models";

    private static string Name(Study study, Slimfront.Search.Stages.AttemptId attempt) =>
        study.Stages[attempt.Stage].Stage.Operation;

    // After the 1st, 2nd, 4th, 8th… trial.
    private void Tell(Study study)
    {
        var left = _left.Text(study);
        if (
            study.Phase is not StudyPhase.Searching
            || study.Ended < _nextTold
            || study.Ended >= study.Spec.Budget.Trials
        )
            return;
        while (_nextTold <= study.Ended)
            _nextTold *= 2;
        Write(left);
    }

    // Once for each wait.
    private void Wait(string? waits)
    {
        if (waits != _waits)
            (_waits, _waitsSince, _isWaitTold) = (waits, clock.GetTimestamp(), false);
        if (waits is null || _isWaitTold || clock.GetElapsedTime(_waitsSince) < Patience)
            return;
        _isWaitTold = true;
        Write(waits);
    }

    private void Write(string line) => output.WriteLine($"{Format.Time(_left.Elapsed), 8}  {line}");
}
