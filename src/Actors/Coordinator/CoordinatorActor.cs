using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Persistence;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;

namespace Slimfront.Actors.Coordinator;

/// <summary>
/// The one owner of all studies: turns messages into events, and tells slots what to do once these are in the journal.
/// </summary>
/// <remarks>All decisions are <see cref="Desk"/>'s and the studies' own; here is what makes them last.</remarks>
public sealed class CoordinatorActor : ReceivePersistentActor
{
    /// <summary>Whose events the journal holds.</summary>
    public const string JournalId = "coordinator";

    private readonly CoordinatorSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Ledger _ledger = Ledger.Empty;
    private long _epoch;
    private long _snapshotAt;
    private long _lastSnapshot;
    private Desk? _desk;
    private ICancelable? _ticks;

    /// <summary>A coordinator.</summary>
    public CoordinatorActor(CoordinatorSettings settings)
    {
        _settings = settings;
        Recover<SnapshotOffer>(offer => Restore((JournalSnapshot)offer.Snapshot));
        Recover<EpochStarted>(e => _epoch = e.Epoch);
        Recover<Journalled>(e => _ledger = _ledger.Apply(e.Study, e.Event));
        Recover<RecoveryCompleted>(_ => TakeOver());

        Command<Hello>(m => Do((desk, turn) => desk.Greeted(turn, m, Sender)));
        Command<Ended>(m => Do((desk, turn) => desk.Ended(turn, m, Sender)));
        Command<Submit>(m => Do((desk, turn) => desk.Submitted(turn, m.Spec, Sender)));
        Command<StopStudy>(m => Do((desk, turn) => desk.Stopped(turn, m, Sender)));
        Command<Tick>(_ => Do((desk, turn) => desk.Tick(turn)));
        Command<ClusterEvent.MemberRemoved>(m => Do((desk, turn) => desk.NodeGone(turn, NameOf(m.Member))));
        Command<GetView>(_ =>
            Sender.Tell(new ClusterView(_ledger.Studies, _ledger.Events, [.. _desk!.Slots]))
        );
        Command<WhereIsCoordinator>(_ => Sender.Tell(new CoordinatorAt(_settings.Source, _epoch)));
        Command<Retire>(_ => Context.Stop(Self));
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
        if (_settings.WatchesMembers)
            Cluster.Get(Context.System).Unsubscribe(Self);
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
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
        foreach (var (study, events) in snapshot.Studies)
            _ledger = events.Aggregate(_ledger, (ledger, e) => ledger.Apply(study, e));
        _snapshotAt = _ledger.Count;
    }

    private void TakeOver() =>
        Persist(
            new EpochStarted(_epoch + 1),
            e =>
            {
                _epoch = e.Epoch;
                _desk = new Desk(_settings, _epoch, ReportBroken);
                _log.Info(
                    "Coordinator of epoch {0}: {1} studies, {2} events.",
                    _epoch,
                    _ledger.Studies.Count,
                    _ledger.Count
                );
                Do((desk, turn) => desk.Begin(turn));
                _ticks = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
                    _settings.TickInterval,
                    _settings.TickInterval,
                    Self,
                    Tick.Instance,
                    Self
                );
            }
        );

    // One message, one turn. Commands wait until its events are in the journal: nothing is said before.
    private void Do(Action<Desk, Turn> decide)
    {
        var turn = new Turn(_ledger);
        decide(_desk!, turn);
        if (turn.Entries.Count == 0)
        {
            Conclude(turn);
            return;
        }

        var left = turn.Entries.Count;
        PersistAll(
            turn.Entries,
            _ =>
            {
                if (--left == 0)
                    Conclude(turn);
            }
        );
    }

    private void Conclude(Turn turn)
    {
        _ledger = turn.Ledger;
        foreach (var (to, message) in turn.Messages)
            to.Tell(message);
        SnapshotIfDue();
    }

    // Rarer as the journal grows, so that all snapshots together stay within a few times its size.
    private void SnapshotIfDue()
    {
        var since = _ledger.Count - _snapshotAt;
        if (since < Math.Max(_settings.SnapshotEvery, _snapshotAt / 4))
            return;
        _snapshotAt = _ledger.Count;
        SaveSnapshot(new JournalSnapshot(_epoch, _ledger.Events));
    }

    // Two snapshots are kept. Events are never deleted.
    private void Forget(long taken)
    {
        if (_lastSnapshot > 0)
            DeleteSnapshots(new SnapshotSelectionCriteria(_lastSnapshot - 1));
        _lastSnapshot = taken;
    }

    private void ReportBroken(string study, Exception error) =>
        _log.Error(error, "Study '{0}' cannot go on: {1}", study, error.Message);

    private static string NameOf(Member member) => $"{member.Address.Host}:{member.Address.Port}";

    /// <summary>Time to look at leases and budgets.</summary>
    internal sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    /// <summary>Another node takes over: stop after what is being written.</summary>
    internal sealed record Retire
    {
        public static Retire Instance { get; } = new();
    }
}
