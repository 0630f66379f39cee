using Akka.Actor;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>What the coordinator does about each message, without the actor around it.</summary>
internal sealed class Desk
{
    private const string Pausing = "its study is paused";
    private const string Unwanted = "nobody waits for it any more";

    private readonly CoordinatorSettings _settings;
    private readonly long _epoch;
    private readonly long _startedAt;
    private readonly SlotTable _slots;
    private readonly Crashes _crashes = new();
    private readonly RuleBook _rules;
    private readonly StudyRequests _requests;
    private readonly AttemptEnds _ends;
    private readonly Dispatcher _dispatcher;
    private readonly HashSet<AttemptRef> _cancelled = [];

    /// <summary>A desk.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="report">Told of a study that cannot go on, and why.</param>
    public Desk(CoordinatorSettings settings, long epoch, Action<string, Exception> report)
    {
        (_settings, _epoch, _startedAt) = (settings, epoch, settings.Clock.GetTimestamp());
        _slots = new(settings.Clock, settings.Lease);
        _rules = new(settings.Rules, settings.Clock, report);
        _requests = new(_rules, settings.Clock);
        var sources = new ArtifactSources();
        _ends = new(sources);
        _dispatcher = new(_slots, sources, _crashes, _rules, settings);
    }

    /// <summary>Every slot that holds a lease now; may be read at any time.</summary>
    public IEnumerable<Hello> Slots => _slots.All.Select(s => s.Hello);

    private bool IsGraceOver => _settings.Clock.GetElapsedTime(_startedAt) >= _settings.Grace;

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
            Lose(turn, slot, $"slot {slot.Name} was silent for {_settings.Lease.TotalSeconds:0} s");
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
            _settings.Progress(work, hello.Fraction, hello.Text);
        if (hello.Running is { } running && running != order && running != slot.Ended)
            turn.Send(from, new Cancel(running, _epoch, "it is over, or another slot has it"));
        else if (order is not null && hello.Running is null)
            Remind(turn, slot, order);
        else if (order is not null && _cancelled.Contains(order))
            turn.Send(from, new Cancel(order, _epoch, Unwanted));
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
            if (ended.End is AttemptEnd.Failed { Reason: var reason })
                _crashes.Note(ended.Work.Attempt.Stage, slot, reason);
            foreach (var e in _ends.Meaning(turn.Ledger, ended, _slots.Find(slot)))
                turn.Record(ended.Work.Study, e);
            _cancelled.Remove(ended.Work);
        }

        turn.Send(from, new Acknowledged(ended.Work, _epoch));
        _slots.Acknowledged(slot, ended.Work, isFree: isDone);
        Follow(turn, []);
        if (isDone)
            _dispatcher.GoOn(turn, ended.Work, slot, _epoch);
        _dispatcher.HandOut(turn, _epoch);
    }

    /// <summary>A client asks for a change of a study.</summary>
    public void OnRequest(Turn turn, IStudyRequest request, IActorRef from)
    {
        turn.Send(from, _requests.Answer(turn, request));
        if (turn.Entries.Count > 0)
            Settle(turn);
    }

    // What follows for the studies that something happened to, and then for the slots.
    private void Settle(Turn turn, params IEnumerable<string> others)
    {
        Follow(turn, others);
        _dispatcher.HandOut(turn, _epoch);
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
                turn.Send(known.Slot, new Cancel(work, _epoch, study.IsPaused ? Pausing : Unwanted));
        }
    }

    // A slot does not know of its work: the order got lost, or the slot cannot work.
    private void Remind(Turn turn, KnownSlot slot, AttemptRef order)
    {
        if (_slots.MayHaveCrossed(slot, _settings.OrderTravel))
            return;
        if (slot.Hello.Unfit is { } reason)
        {
            turn.Record(
                order.Study,
                new StudyEvent.AttemptLost(order.Attempt, $"slot {slot.Name}: {reason}")
            );
            return;
        }

        turn.Send(slot.Slot, _dispatcher.OrderFor(turn.Ledger, order, _epoch));
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
}
