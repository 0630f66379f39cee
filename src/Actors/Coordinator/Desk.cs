using Akka.Actor;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>What the coordinator does about each message, without the actor around it.</summary>
/// <param name="settings">Its settings.</param>
/// <param name="epoch">Its epoch.</param>
/// <param name="report">Told of a study that cannot go on, and why.</param>
internal sealed class Desk(CoordinatorSettings settings, long epoch, Action<string, Exception> report)
{
    private const string Pausing = "its study is paused";
    private const string Unwanted = "nobody waits for it any more";

    private readonly long _startedAt = settings.Clock.GetTimestamp();
    private readonly SlotTable _slots = new(settings.Clock, settings.Lease);
    private readonly ArtifactSources _sources = new();
    private readonly Crashes _crashes = new();
    private readonly RuleBook _rules = new(settings.Rules, settings.Clock, report);
    private readonly HashSet<AttemptRef> _cancelled = [];
    private Dispatcher? _dispatcher;

    /// <summary>Every slot that holds a lease now; may be read at any time.</summary>
    public IEnumerable<Hello> Slots => _slots.All.Select(s => s.Hello);

    private Dispatcher Dispatcher => _dispatcher ??= new(_slots, _sources, _crashes, _rules, settings);

    private bool IsGraceOver => settings.Clock.GetElapsedTime(_startedAt) >= settings.Grace;

    /// <summary>The coordinator took over: everything that follows from the journal alone.</summary>
    public void Begin(Turn turn)
    {
        _crashes.Recall(turn.Ledger);
        LoseUnheard(turn);
        Settle(turn, turn.Ledger.Studies.Keys);
    }

    /// <summary>Time went by.</summary>
    public void OnTick(Turn turn)
    {
        foreach (var slot in _slots.Expired())
            Lose(turn, slot, $"slot {slot.Name} was silent for {settings.Lease.TotalSeconds:0} s");
        LoseUnheard(turn);
        Settle(turn, turn.Ledger.Studies.Where(s => _rules.IsOverdue(s.Value)).Select(s => s.Key));
    }

    /// <summary>A node left the cluster, or was cut off from it for good.</summary>
    public void OnNodeGone(Turn turn, string node)
    {
        foreach (var slot in _slots.Of(node))
            Lose(turn, slot, $"node {node} left the cluster");
        Settle(turn);
    }

    /// <summary>A slot greets.</summary>
    public void OnHello(Turn turn, Hello hello, IActorRef from)
    {
        if (_slots.Replaced(hello.Slot) is { } old)
            Lose(turn, old, $"slot {old.Name} was started anew");
        var order = turn.Ledger.Assignments.GetValueOrDefault(hello.Slot.ToString());
        var slot = _slots.Heard(hello, from, order);
        if (hello.Running is { } work)
            settings.Progress(work, hello.Fraction, hello.Text);
        if (hello.Running is { } running && running != order && running != slot.Ended)
            turn.Send(from, new Cancel(running, epoch, "it is over, or another slot has it"));
        else if (order is not null && hello.Running is null)
            Remind(turn, slot, order);
        else if (order is not null && _cancelled.Contains(order))
            turn.Send(from, new Cancel(order, epoch, Unwanted));
        Settle(turn);
    }

    /// <summary>An attempt is over. Only the current one's end counts; every one is acknowledged.</summary>
    /// <remarks>A slot that did its stage gets the next one in the same turn: it does not have to ask.</remarks>
    public void OnEnded(Turn turn, Ended ended, IActorRef from)
    {
        var slot = ended.Slot.ToString();
        var isCurrent = turn.Ledger.SlotOf(ended.Work) == slot;
        var isDone = isCurrent && ended.End is AttemptEnd.Completed;
        if (isCurrent)
        {
            Locate(turn.Ledger, ended);
            if (ended.End is AttemptEnd.Failed { Reason: var reason })
                _crashes.Note(ended.Work.Attempt.Stage, slot, reason);
            foreach (var e in Meaning(turn.Ledger, ended))
                turn.Record(ended.Work.Study, e);
            _cancelled.Remove(ended.Work);
        }

        turn.Send(from, new Acknowledged(ended.Work, epoch));
        _slots.Acknowledged(slot, ended.Work, isFree: isDone);
        Follow(turn, []);
        if (isDone)
            Dispatcher.GoOn(turn, ended.Work, slot, epoch);
        Dispatcher.HandOut(turn, epoch);
    }

    /// <summary>A client begins a study, or goes on with it.</summary>
    public void OnSubmit(Turn turn, StudySpec spec, IActorRef from)
    {
        if (turn.Ledger.Studies.GetValueOrDefault(spec.Name) is { } known)
        {
            turn.Send(from, Answer(known, spec));
            return;
        }

        if (_rules.Refusal(spec) is { } refusal)
        {
            turn.Send(from, new Rejected(refusal));
            return;
        }

        turn.Record(spec.Name, new StudyEvent.Created(spec, settings.Clock.GetUtcNow()));
        turn.Send(from, new Accepted($"study '{spec.Name}' begins"));
        Settle(turn);
    }

    /// <summary>A client stops a study.</summary>
    public void OnStop(Turn turn, StopStudy request, IActorRef from)
    {
        if (!turn.Ledger.Studies.TryGetValue(request.Study, out var study))
        {
            turn.Send(from, new Rejected(Unknown(turn.Ledger, request.Study)));
            return;
        }

        if (study.Phase is not (StudyPhase.Searching or StudyPhase.Comparing))
        {
            turn.Send(from, new Accepted($"study '{request.Study}' is {Now(study)} already"));
            return;
        }

        turn.Record(request.Study, new StudyEvent.Stopping(request.Reason));
        turn.Send(from, new Accepted($"study '{request.Study}' stops: {request.Reason}"));
        Settle(turn);
    }

    /// <summary>A client pauses a study.</summary>
    public void OnPause(Turn turn, PauseStudy request, IActorRef from) =>
        Change(
            turn,
            request.Study,
            from,
            study =>
                study.IsPaused ? "is paused already"
                : study.Phase is StudyPhase.Finished ? $"is {Now(study)} already"
                : null,
            new StudyEvent.Paused(request.Reason),
            "is paused"
        );

    /// <summary>A client has a paused study go on.</summary>
    public void OnContinue(Turn turn, ContinueStudy request, IActorRef from) =>
        Change(
            turn,
            request.Study,
            from,
            study => study.IsPaused ? null : $"is not paused: it is {Now(study)}",
            new StudyEvent.Continued(request.Reason),
            "goes on"
        );

    private void Change(
        Turn turn,
        string name,
        IActorRef from,
        Func<Study, string?> needless,
        StudyEvent change,
        string answer
    )
    {
        if (!turn.Ledger.Studies.TryGetValue(name, out var study))
        {
            turn.Send(from, new Rejected(Unknown(turn.Ledger, name)));
            return;
        }

        if (needless(study) is { } already)
        {
            turn.Send(from, new Accepted($"study '{name}' {already}"));
            return;
        }

        turn.Record(name, change);
        turn.Send(from, new Accepted($"study '{name}' {answer}"));
        Settle(turn);
    }

    // What follows for the studies that something happened to, and then for the slots.
    private void Settle(Turn turn, params IEnumerable<string> others)
    {
        Follow(turn, others);
        Dispatcher.HandOut(turn, epoch);
    }

    private void Follow(Turn turn, IEnumerable<string> others)
    {
        var names = turn.Changed.Union(others, StringComparer.Ordinal).ToArray();
        foreach (var name in names)
            _rules.Advance(turn, name);
        foreach (var name in names)
            CancelUnwanted(turn, name);
    }

    private void CancelUnwanted(Turn turn, string name)
    {
        var study = turn.Ledger.Studies[name];
        foreach (var attempt in study.Unwanted())
        {
            var work = new AttemptRef(name, attempt);
            if (!_cancelled.Add(work))
                continue;
            if (turn.Ledger.SlotOf(work) is { } slot && _slots.Find(slot) is { } known)
                turn.Send(known.Slot, new Cancel(work, epoch, study.IsPaused ? Pausing : Unwanted));
        }
    }

    // A slot does not know of its work: the order got lost, or the slot cannot work.
    private void Remind(Turn turn, KnownSlot slot, AttemptRef order)
    {
        if (_slots.MayHaveCrossed(slot, settings.OrderTravel))
            return;
        if (slot.Hello.Unfit is { } reason)
        {
            turn.Record(
                order.Study,
                new StudyEvent.AttemptLost(order.Attempt, $"slot {slot.Name}: {reason}")
            );
            return;
        }

        turn.Send(slot.Slot, Dispatcher.OrderFor(turn.Ledger, order, epoch));
        _slots.Ordered(slot, order);
    }

    private void Lose(Turn turn, KnownSlot slot, string reason)
    {
        _slots.Remove(slot);
        if (turn.Ledger.Assignments.TryGetValue(slot.Name, out var order))
            turn.Record(order.Study, new StudyEvent.AttemptLost(order.Attempt, reason));
    }

    // The journal says that a slot works, but it did not announce itself since this coordinator began.
    private void LoseUnheard(Turn turn)
    {
        if (!IsGraceOver)
            return;
        foreach (
            var (slot, order) in turn.Ledger.Assignments.Where(o => _slots.Find(o.Key) is null).ToArray()
        )
            turn.Record(order.Study, new StudyEvent.AttemptLost(order.Attempt, $"slot {slot} is gone"));
    }

    // What a slot's node has after an attempt: what it made and what it was made of, or a checkpoint.
    private void Locate(Ledger ledger, Ended ended)
    {
        if (_slots.Find(ended.Slot.ToString()) is not { } slot)
            return;
        var stage = ledger.StageOf(ended.Work);
        if (ended.End is AttemptEnd.Completed)
            foreach (var key in stage.Inputs.Select(i => i.Stage).Prepend(stage.Key))
                _sources.Add(key, slot.Source);
        else if (ended.End is AttemptEnd.Lost)
            _sources.Interrupt(stage.Key, slot.Source);
    }

    private IEnumerable<StudyEvent> Meaning(Ledger ledger, Ended ended)
    {
        var attempt = ended.Work.Attempt;
        return ended.End switch
        {
            AttemptEnd.Completed e => [new StudyEvent.StageCompleted(attempt, e.Result)],
            AttemptEnd.Failed e => [new StudyEvent.AttemptFailed(attempt, e.Reason, e.IsFinal)],
            AttemptEnd.Lost e => [new StudyEvent.AttemptLost(attempt, e.Reason)],
            AttemptEnd.InputMissing e => MeaningOf(e, ledger, ended.Work),
            _ => throw new ArgumentOutOfRangeException(nameof(ended), ended.End, "Unknown end."),
        };
    }

    // The missing artifact is made again, but not for ever: one that can be made but not be had fails the attempt.
    private IEnumerable<StudyEvent> MeaningOf(AttemptEnd.InputMissing e, Ledger ledger, AttemptRef work)
    {
        var reason = $"input {e.Input.Short} is missing: {e.Reason}";
        if (ledger.StageOf(work).Inputs.All(i => i.Stage != e.Input))
            return [new StudyEvent.AttemptLost(work.Attempt, reason)];
        var study = ledger.Studies[work.Study];
        if (study.Stages[e.Input].Completions >= study.Spec.Attempts.Tries)
            return [new StudyEvent.AttemptFailed(work.Attempt, reason, IsFinal: false)];
        _sources.Lose(e.Input);
        return
        [
            new StudyEvent.AttemptLost(work.Attempt, reason),
            new StudyEvent.ArtifactLost(e.Input, e.Reason),
        ];
    }

    private static object Answer(Study known, StudySpec spec) =>
        SpecText.Difference(known.Spec, spec) is { } difference
            ? new Rejected(
                $"a study called '{spec.Name}' exists and asks for something else: {difference}; give this one another name"
            )
            : new Accepted($"study '{spec.Name}' is {Now(known)}");

    private static string Unknown(Ledger ledger, string name)
    {
        var known = ledger.Studies.IsEmpty
            ? "there are none"
            : $"known: {string.Join(", ", ledger.Studies.Keys)}";
        return $"no study is called '{name}' ({known})";
    }

    private static string Ended(Study study) => $"{study.Ended} of {study.Spec.Budget.Trials} trials";

    private static string Now(Study study) =>
        study.Phase switch
        {
            _ when study.IsPaused => $"paused after {Ended(study)}",
            StudyPhase.Searching => $"going on after {Ended(study)}",
            StudyPhase.Comparing => "running its baselines",
            StudyPhase.Finished => $"finished: {study.Reason}",
            _ => "finishing up",
        };
}
