using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Slots;

/// <summary>One device's capacity for one stage at a time: pulls work, has it done, and tells how it ended.</summary>
/// <remarks>
/// Idle → Working → Reporting → Idle or Unfit; a Drain leads from anywhere to Drained. A coordinator that is silent is no
/// reason to stop: work goes on, and its end is told again and again until a coordinator has it in its journal.
/// </remarks>
public sealed class SlotActor : ReceiveActor, IWithTimers
{
    private readonly SlotOptions _options;
    private readonly IActorRef _coordinator;
    private readonly SlotWorker _worker;
    private readonly SlotLog _log;
    private readonly Pace _pace;
    private ImmutableList<StageKey> _crashes = [];
    private Hello _hello;
    private long _epoch = long.MinValue;

    /// <summary>A slot.</summary>
    public SlotActor(SlotOptions options, IActorRef coordinator)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _coordinator = coordinator;
        _worker = new(options);
        _log = new(Context.GetLogger(), options.Id);
        _pace = new(options.Clock);
        _hello = new(
            options.Id,
            options.Device,
            options.Source,
            null,
            0,
            "",
            null,
            $"{options.Labels}",
            options.MemoryBytes,
            Environment: options.Environment
        );
        Become(Idle);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A slot.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="coordinator">The coordinator, or the proxy that finds it.</param>
    public static Props Props(SlotOptions options, IActorRef coordinator) =>
        Akka.Actor.Props.Create(() => new SlotActor(options, coordinator));

    /// <inheritdoc/>
    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Now, TimeSpan.Zero, _options.HelloInterval);

    /// <inheritdoc/>
    protected override void PostStop() => _ = _worker.DisposeAsync().AsTask();

    private void Idle()
    {
        Receive<Tick>(_ => Greet());
        Receive<Assign>(IsCurrent, Begin);
        Receive<Drain>(drain => Leave(drain, Closing));
        Common();
    }

    private void Working(Work work)
    {
        Receive<Tick>(_ => Greet());
        Receive<Progressed>(p => p.Work == work, Note);
        Receive<AttemptOver>(o => o.Work == work, o => Report(o.Work, o.Report));
        Receive<Cancel>(
            c => c.Work == work && IsCurrent(c),
            cancel =>
            {
                _worker.Stop(_options.StopGrace);
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

    private void Stopping(Work work, string reason)
    {
        Receive<Tick>(_ => Greet());
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
        Receive<Tick>(_ => Tell(ended));
        Receive<Acknowledged>(a => a.Work == ended.Work && IsCurrent(a), _ => Free(unfit));
        Receive<Drain>(drain => Leave(drain, asker => LeavingReporting(asker, ended)));
        Common();
    }

    private void Unfit()
    {
        Receive<Tick>(_ => Greet());
        Receive<FitAgain>(_ => Free(null));
        Receive<Drain>(drain => Leave(drain, Closing));
        Common();
    }

    private void LeavingWorking(IActorRef asker, Work work)
    {
        Receive<Tick>(_ => Greet());
        Receive<AttemptOver>(
            o => o.Work == work,
            o =>
            {
                var ended = new Ended(_options.Id, work, o.Report.End);
                Tell(ended);
                Become(() => LeavingReporting(asker, ended));
            }
        );
        Receive<Progressed>(p => p.Work == work, Note);
        Receive<TimeToStop>(time => _worker.Stop(time.Grace));
        Receive<DeadlineReached>(_ => Become(() => Closing(asker)));
        Common();
    }

    private void LeavingReporting(IActorRef asker, Ended ended)
    {
        Receive<Tick>(_ => Tell(ended));
        Receive<Acknowledged>(a => a.Work == ended.Work && IsCurrent(a), _ => Become(() => Closing(asker)));
        Receive<DeadlineReached>(_ => Become(() => Closing(asker)));
        Common();
    }

    private void Closing(IActorRef asker)
    {
        _ = _worker
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
        Receive<Tick>(_ => Greet());
        Receive<Drain>(_ => Sender.Tell(new Drained(_options.Id)));
        Common();
    }

    // What reaches a state that does not wait for it changes nothing: a stale order, a late completion, an old reply.
    private void Common() => ReceiveAny(_ => { });

    private void Begin(Assign order)
    {
        var self = Self;
        var work = order.Work;
        _pace.Begin();
        _hello = _hello with { Running = work, Fraction = 0, Text = "starting" };
        _ = _worker
            .BeginAsync(order, (fraction, text) => self.Tell(new Progressed(work, fraction, text)))
            .PipeTo(self, success: report => new AttemptOver(work, report));
        Become(() => Working(work));
        Greet();
    }

    private void Note(Progressed progress)
    {
        _pace.Note(progress.Fraction);
        _hello = _hello with { Fraction = progress.Fraction, Text = progress.Text };
    }

    // A stage that will be done within most of the time may go on for so long; any other leaves its checkpoint now. What is left
    // of the time is for telling the end.
    private void Wind(Work work, TimeSpan deadline)
    {
        var patience = deadline * 0.6;
        if (_pace.Left() is { } left && left <= patience)
        {
            _log.Drains(work, _epoch, $"it may end, which should take {left.TotalSeconds:0} s more");
            Timers.StartSingleTimer(nameof(TimeToStop), new TimeToStop(deadline * 0.25), patience);
            return;
        }

        _log.Drains(work, _epoch, "it leaves a checkpoint");
        _worker.Stop(deadline * 0.8);
    }

    private void Report(Work work, AttemptReport report)
    {
        var ended = new Ended(_options.Id, work, report.End);
        var unfit = report.Unfit ?? TooManyCrashes(work, report);
        _hello = _hello with { Text = "reporting" };
        _log.Ended(work, _epoch, report);
        Tell(ended);
        Become(() => Reporting(ended, unfit));
    }

    // One stage that always crashes is the stage's fault; several different ones in a row are the slot's.
    private string? TooManyCrashes(Work work, AttemptReport report)
    {
        _crashes = report.IsCrash ? _crashes.Remove(work.Attempt.Stage).Add(work.Attempt.Stage) : [];
        if (_crashes.Count < _options.CrashesInARow)
            return null;
        _crashes = [];
        return $"The runner crashed under {_options.CrashesInARow} different stages in a row.";
    }

    private void Free(string? unfit)
    {
        _hello = _hello with { Running = null, Fraction = 0, Text = "", Unfit = unfit };
        Become(unfit is null ? Idle : Unfit);
        if (unfit is not null)
            Timers.StartSingleTimer(nameof(FitAgain), FitAgain.Now, _options.UnfitPause);
        Greet();
    }

    private void Leave(Drain drain, Action<IActorRef> next)
    {
        var asker = Sender;
        _hello = _hello with { Unfit = "draining" };
        Timers.StartSingleTimer(nameof(DeadlineReached), DeadlineReached.Now, drain.Deadline);
        Greet();
        Become(() => next(asker));
    }

    private void Greet() => _coordinator.Tell(_hello);

    private void Tell(Ended ended)
    {
        _coordinator.Tell(ended);
        Greet();
    }

    private bool IsCurrent(Assign order) => IsCurrent(order.Epoch);

    private bool IsCurrent(Cancel order) => IsCurrent(order.Epoch);

    private bool IsCurrent(Acknowledged reply) => IsCurrent(reply.Epoch);

    // A coordinator that was replaced may not know it yet: nobody obeys it any more.
    private bool IsCurrent(long epoch)
    {
        if (epoch < _epoch)
            return false;
        _epoch = epoch;
        return true;
    }
}
