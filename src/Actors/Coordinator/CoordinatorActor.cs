using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Persistence;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;

namespace Slimfront.Actors.Coordinator;

/// <summary>
/// The one owner of all studies: turns messages into events, and tells slots what to do once these are in the journal.
/// </summary>
/// <remarks>
/// All decisions are <see cref="Desk"/>'s and the studies' own; here is what makes them last. A turn is decided on what the
/// turns before it will leave, also while these are still being written; nothing of it is said before it is in the journal.
/// While one write is under way the next one gathers, so that many small turns share one transaction. What was written is
/// published in the feed, from which all reading is done: no reader asks this actor.
/// </remarks>
public sealed class CoordinatorActor : ReceivePersistentActor
{
    /// <summary>Whose events the journal holds.</summary>
    public const string JournalId = "coordinator";

    private readonly CoordinatorSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Announcer _announcer;
    private readonly SnapshotRhythm _snapshots;
    private readonly List<Turn> _waiting = [];
    private Ledger _ledger = Ledger.Empty;
    private bool _isWriting;
    private bool _isRetiring;
    private long _epoch;
    private Desk? _desk;
    private ICancelable? _ticks;

    /// <summary>A coordinator.</summary>
    public CoordinatorActor(CoordinatorSettings settings)
    {
        _settings = settings;
        _announcer = new(settings, _log);
        _snapshots = new(settings.SnapshotEvery);
        Recover<SnapshotOffer>(offer => Restore((JournalSnapshot)offer.Snapshot));
        Recover<EpochStarted>(e => _epoch = e.Epoch);
        Recover<Journalled>(e => _ledger = _ledger.Apply(e.Study, e.Event));
        Recover<RecoveryCompleted>(_ => TakeOver());

        Command<Hello>(m => Do((desk, turn) => desk.OnHello(turn, m, Sender)));
        Command<Ended>(m => Do((desk, turn) => desk.OnEnded(turn, m, Sender)));
        Command<IStudyRequest>(m => Do((desk, turn) => desk.OnRequest(turn, m, Sender)));
        Command<TimeToLook>(_ => Do((desk, turn) => desk.OnTick(turn)));
        Command<ClusterEvent.MemberRemoved>(m => Do((desk, turn) => desk.OnNodeGone(turn, NameOf(m.Member))));
        Command<WhereIsCoordinator>(
            _ => !_isRetiring,
            _ => Sender.Tell(new CoordinatorAt(_settings.Source, _epoch))
        );
        Command<Retire>(_ => HandOver());
        Command<SaveSnapshotSuccess>(m => Forget(m.Metadata.SequenceNr));
        Command<SaveSnapshotFailure>(m =>
            _log.Warning(m.Cause, "No snapshot could be taken; the journal stays whole.")
        );
    }

    /// <inheritdoc/>
    public override string PersistenceId => JournalId;

    /// <summary>A coordinator.</summary>
    public static Props Props(CoordinatorSettings settings) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(settings));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        if (_settings.WatchesMembers)
            Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _ticks?.Cancel();
        _settings.Feed.Withdraw(_epoch);
        if (_desk is not null)
            _settings.OnActive(null);
        if (_settings.WatchesMembers)
            Cluster.Get(Context.System).Unsubscribe(Self);
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        if (JournalErrors.IsConflict(cause))
            Fail(new FencedException(cause), endsNode: true);
        else
            Fail(cause, _settings.EndsNodeOnFailure);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Fail(cause, _settings.EndsNodeOnFailure);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        base.OnRecoveryFailure(reason, message);
        var isNewer = reason.GetBaseException() is NewerFormatException;
        Fail(reason, _settings.EndsNodeOnFailure || isNewer);
    }

    private void Fail(Exception cause, bool endsNode)
    {
        if (endsNode)
            _settings.OnFatal(cause);
    }

    private void Restore(JournalSnapshot snapshot)
    {
        _epoch = snapshot.Epoch;
        _ledger = Ledger.After(snapshot.Studies);
        _snapshots.Restored(_ledger.Count);
    }

    // Its own epoch first: from then on nothing that an earlier coordinator tries to write has a free place in the journal.
    private void TakeOver()
    {
        if (!_settings.Fence.Admits(_epoch))
        {
            Fail(new FencedException(), endsNode: true);
            Context.Stop(Self);
            return;
        }

        _settings.Fence.Trying(_epoch);
        Persist(
            new EpochStarted(_epoch + 1),
            e =>
            {
                _epoch = e.Epoch;
                _settings.Fence.Began(_epoch);
                _settings.Metrics?.TookOver();
                _settings.OnActive(_epoch);
                Begin();
            }
        );
    }

    private void Begin()
    {
        _desk = new Desk(_settings, _epoch, _announcer.Broke);
        _announcer.Begins(_epoch, _ledger);
        _settings.Feed.Publish(View(_ledger));
        Do((desk, turn) => desk.Begin(turn));
        _ticks = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            _settings.TickInterval,
            _settings.TickInterval,
            Self,
            TimeToLook.Instance,
            Self
        );
    }

    // One message, one turn.
    private void Do(Action<Desk, Turn> decide)
    {
        if (_isRetiring)
            return;
        var turn = new Turn(_ledger);
        decide(_desk!, turn);
        _ledger = turn.Ledger;
        turn.View = View(_ledger);
        _waiting.Add(turn);
        if (!_isWriting)
            Write();
    }

    // All or nothing: later turns are decided on earlier ones.
    private void Write()
    {
        Turn[] turns = [.. _waiting];
        _waiting.Clear();
        Journalled[] entries = [.. turns.SelectMany(t => t.Entries)];
        if (entries.Length == 0)
        {
            Conclude(turns);
            return;
        }

        _isWriting = true;
        var left = entries.Length;
        var began = _settings.Clock.GetTimestamp();
        PersistAllAsync(
            entries,
            _ =>
            {
                if (--left > 0)
                    return;
                _announcer.Wrote(entries, turns[^1].Ledger.Studies, _settings.Clock.GetElapsedTime(began));
                Written(turns);
            }
        );
    }

    private void Written(Turn[] turns)
    {
        _isWriting = false;
        Conclude(turns);
        if (_waiting.Count > 0)
            Write();
        // Turns without events are over at once, and no write will end after them.
        if (_isRetiring && !_isWriting)
            Context.Stop(Self);
    }

    private ClusterView View(Ledger ledger) => new(_epoch, ledger.Studies, ledger.Events, _desk!.Slots);

    private void Conclude(Turn[] turns)
    {
        _announcer.Conclude(turns);
        if (_snapshots.IsDue(turns[^1].Ledger.Count))
            SaveSnapshot(new JournalSnapshot(_epoch, turns[^1].Ledger.Events));
    }

    // What is being written is written and said; whatever comes now is the next coordinator's.
    private void HandOver()
    {
        _isRetiring = true;
        if (!_isWriting)
            Context.Stop(Self);
    }

    private void Forget(long taken)
    {
        if (_snapshots.Saved(taken) is { } old)
            DeleteSnapshots(new SnapshotSelectionCriteria(old));
    }

    private static string NameOf(Member member) => $"{member.Address.Host}:{member.Address.Port}";
}
