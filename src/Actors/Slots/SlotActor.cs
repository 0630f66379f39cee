using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Slots;

/// <summary>One device's capacity for one stage at a time: pulls work, has it done, and tells how it ended.</summary>
/// <remarks>
/// Idle → Working → Reporting → Idle or Unfit; a Drain leads from anywhere to Drained. A coordinator that is silent is no
/// reason to stop: work goes on, and its end is told again and again until a coordinator has it in its journal. Nor is the end
/// of this actor: its <see cref="SlotState"/> is the node's, which hands it to the next one.
/// </remarks>
public sealed class SlotActor : ReceiveActor, IWithTimers
{
    private readonly SlotOptions _options;
    private readonly SlotState _state;
    private readonly SlotLog _log;
    private readonly Pace _pace;
    private readonly SlotVoice _voice;

    /// <summary>A slot.</summary>
    public SlotActor(SlotState state, IActorRef coordinator)
    {
        ArgumentNullException.ThrowIfNull(state);
        var options = state.Options;
        _options = options;
        _state = state;
        _log = new(Context.GetLogger(), options.Id);
        _pace = new(options.Clock);
        _voice = new(options, coordinator);
        TakeUp();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers
    {
        get => field ?? throw new InvalidOperationException("Akka sets the timers before an actor starts.");
        set;
    }

    /// <summary>A slot.</summary>
    /// <param name="state">What it is, and what an earlier actor for it left.</param>
    /// <param name="coordinator">The coordinator, or the proxy that finds it.</param>
    public static Props Props(SlotState state, IActorRef coordinator) =>
        Akka.Actor.Props.Create(() => new SlotActor(state, coordinator));

    /// <inheritdoc/>
    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Now, TimeSpan.Zero, _options.HelloInterval);

    // Where the last actor for this slot left it. What was unfit tries again.
    private void TakeUp()
    {
        if (_state.Untold is { } ended)
        {
            _voice.Reports(ended.Work);
            Become(() => Reporting(ended, _state.Unfit));
        }
        else if (_state.Running is { } attempt)
            Follow(attempt, "going on");
        else
            Become(Idle);
    }

    private void Idle()
    {
        Receive<Tick>(_ => _voice.Greet());
        Receive<Assign>(order => _voice.Obeys(order.Epoch), Begin);
        Receive<Drain>(drain => Leave(drain, Closing));
        Common();
    }

    private void Working(AttemptRef work)
    {
        Receive<Tick>(_ => _voice.Greet());
        Receive<Progressed>(p => p.Work == work, Note);
        Receive<AttemptOver>(o => o.Work == work, o => Report(o.Work, o.Report));
        Receive<Cancel>(
            c => c.Work == work && _voice.Obeys(c.Epoch),
            cancel =>
            {
                _state.Stop(_options.StopGrace);
                Become(() => Stopping(work, cancel.Reason));
            }
        );
        Receive<Drain>(drain =>
        {
            Wind(work, drain.Deadline);
            Leave(drain, asker => LeavingWorking(asker, work));
        });
        Common();
    }

    private void Stopping(AttemptRef work, string reason)
    {
        Receive<Tick>(_ => _voice.Greet());
        Receive<AttemptOver>(
            o => o.Work == work,
            o =>
                Report(
                    work,
                    o.Report.End is AttemptEnd.Lost
                        ? o.Report with
                        {
                            End = new AttemptEnd.Lost(reason),
                        }
                        : o.Report
                )
        );
        Receive<Drain>(drain => Leave(drain, asker => LeavingWorking(asker, work)));
        Common();
    }

    // The end is told until it is in the journal; until then the slot is not free.
    private void Reporting(Ended ended, string? unfit)
    {
        Receive<Tick>(_ => _voice.Tell(ended));
        Receive<Acknowledged>(a => a.Work == ended.Work && _voice.Obeys(a.Epoch), _ => Free(unfit));
        Receive<Drain>(drain => Leave(drain, asker => LeavingReporting(asker, ended)));
        Common();
    }

    private void Unfit()
    {
        Receive<Tick>(_ => _voice.Greet());
        Receive<FitAgain>(_ => Free(null));
        Receive<Drain>(drain => Leave(drain, Closing));
        Common();
    }

    private void LeavingWorking(IActorRef asker, AttemptRef work)
    {
        Receive<Tick>(_ => _voice.Greet());
        Receive<AttemptOver>(
            o => o.Work == work,
            o =>
            {
                var ended = _state.End(work, o.Report);
                _voice.Tell(ended);
                Become(() => LeavingReporting(asker, ended));
            }
        );
        Receive<Progressed>(p => p.Work == work, Note);
        Receive<TimeToStop>(time => _state.Stop(time.Grace));
        Receive<DeadlineReached>(_ => Become(() => Closing(asker)));
        Common();
    }

    private void LeavingReporting(IActorRef asker, Ended ended)
    {
        Receive<Tick>(_ => _voice.Tell(ended));
        Receive<Acknowledged>(
            a => a.Work == ended.Work && _voice.Obeys(a.Epoch),
            _ => Become(() => Closing(asker))
        );
        Receive<DeadlineReached>(_ => Become(() => Closing(asker)));
        Common();
    }

    private void Closing(IActorRef asker)
    {
        _ = _state
            .DisposeAsync()
            .AsTask()
            .PipeTo(Self, success: () => RunnerGone.Now, failure: _ => RunnerGone.Now);
        Receive<RunnerGone>(_ =>
        {
            asker.Tell(new Drained(_options.Id));
            Become(Gone);
        });
        Common();
    }

    private void Gone()
    {
        Receive<Tick>(_ => _voice.Greet());
        Receive<Drain>(_ => Sender.Tell(new Drained(_options.Id)));
        Common();
    }

    // What reaches a state that does not wait for it changes nothing: a stale order, a late completion, an old reply.
    private void Common() => ReceiveAny(_ => { });

    private void Begin(Assign order)
    {
        _pace.Begin();
        Follow(_state.Begin(order), "starting");
        _voice.Greet();
    }

    private void Follow(RunningAttempt attempt, string text)
    {
        var (self, work) = (Self, attempt.Work);
        _voice.Has(work, text);
        _state.Listen((fraction, said) => self.Tell(new Progressed(work, fraction, said)));
        _ = attempt.Report.PipeTo(self, success: report => new AttemptOver(work, report));
        Become(() => Working(work));
    }

    private void Note(Progressed progress)
    {
        _pace.Note(progress.Fraction);
        _voice.Note(progress.Fraction, progress.Text);
    }

    // A stage that will be done within most of the time may go on for so long; any other leaves its checkpoint now. What is left
    // of the time is for telling the end.
    private void Wind(AttemptRef work, TimeSpan deadline)
    {
        var patience = deadline * 0.6;
        if (_pace.Left() is { } left && left <= patience)
        {
            _log.Drains(work, _voice.Epoch, $"it may end, which should take {left.TotalSeconds:0} s more");
            Timers.StartSingleTimer(nameof(TimeToStop), new TimeToStop(deadline * 0.25), patience);
            return;
        }

        _log.Drains(work, _voice.Epoch, "it leaves a checkpoint");
        _state.Stop(deadline * 0.8);
    }

    private void Report(AttemptRef work, AttemptReport report)
    {
        var ended = _state.End(work, report);
        _voice.Reports(work);
        _log.Ended(work, _voice.Epoch, report);
        _voice.Tell(ended);
        Become(() => Reporting(ended, _state.Unfit));
    }

    private void Free(string? unfit)
    {
        _state.Told();
        _voice.IsFree(unfit);
        Become(unfit is null ? Idle : Unfit);
        if (unfit is not null)
            Timers.StartSingleTimer(nameof(FitAgain), FitAgain.Now, _options.UnfitPause);
        _voice.Greet();
    }

    private void Leave(Drain drain, Action<IActorRef> next)
    {
        var asker = Sender;
        _voice.Drains();
        Timers.StartSingleTimer(nameof(DeadlineReached), DeadlineReached.Now, drain.Deadline);
        _voice.Greet();
        Become(() => next(asker));
    }
}
