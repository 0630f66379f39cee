using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>Gives stages that can start to slots that ask for work.</summary>
/// <remarks>
/// Studies share the slots by <see cref="Shares"/>; what comes first in a study, its agenda says; where it goes, <see cref="Locality"/>.
/// What was done before, for whomever, is not done again, and what is being done for another study is waited for.
/// </remarks>
internal sealed class Dispatcher(
    SlotTable slots,
    ArtifactSources sources,
    Crashes crashes,
    RuleBook rules,
    CoordinatorSettings settings
)
{
    private readonly Shares _shares = new();
    private readonly Locality _locality = new(
        slots,
        sources,
        crashes,
        settings.Clock,
        settings.BytesPerSecond
    );

    /// <summary>Hands out work until slots or stages run out.</summary>
    public void HandOut(Turn turn, long epoch)
    {
        var idle = new HashSet<string>(StringComparer.Ordinal);
        while (slots.Free.Count > 0 && _shares.Next(turn.Ledger, idle) is { } name)
        {
            _shares.Served(name);
            if (Next(turn, name) is var (stage, slot))
                Order(turn, name, stage, slot, epoch);
            else
                idle.Add(name);
        }
    }

    /// <summary>
    /// Gives a slot that finished a stage the one that goes on from it, where it is the only one to do so and its study is due:
    /// a row of stages stays with one slot, which has all of it at hand.
    /// </summary>
    public void GoOn(Turn turn, AttemptRef finished, string slot, long epoch)
    {
        if (
            slots.Find(slot) is { IsFree: true } known
            && turn.Ledger.Studies[finished.Study].FollowOn(finished.Attempt.Stage) is { } stage
            && !crashes.Avoids(stage.Key, known)
            && Shares.IsDue(turn.Ledger, finished.Study)
            && !turn.Ledger.IsRunning(stage.Key)
            && Known(turn.Ledger, stage.Key) is null
        )
            Order(turn, finished.Study, stage, known, epoch);
    }

    /// <summary>The order for an attempt that is being made, as it was given or would be given again.</summary>
    public Assign OrderFor(Ledger ledger, AttemptRef work, long epoch)
    {
        var study = ledger.Studies[work.Study];
        var stage = ledger.StageOf(work);
        return new(
            work,
            epoch,
            stage,
            study.Spec.Settings.Slice("data"),
            study.Spec.Attempts,
            [.. stage.Inputs.Select(i => Input(i.Stage, study.Result(i.Stage)!))]
        );
    }

    private void Order(Turn turn, string name, Stage stage, KnownSlot slot, long epoch)
    {
        var attempt = new AttemptId(stage.Key, turn.Ledger.Studies[name].Stages[stage.Key].Attempts + 1);
        var work = new AttemptRef(name, attempt);
        turn.Record(name, new StudyEvent.AttemptStarted(attempt, slot.Name, slot.Hello.Environment));
        turn.Send(slot.Slot, OrderFor(turn.Ledger, work, epoch));
        slots.Ordered(slot, work);
    }

    private InputArtifact Input(StageKey stage, StageResult result) =>
        new(stage, result.Artifact, result.Bytes, sources.Of(stage, slots.Sources.Append(settings.Source)));

    // The first stage of a study that can go to a slot now, and that slot. What turns out to be known is recorded on the way,
    // after which the study may want something else.
    private (Stage Stage, KnownSlot Slot)? Next(Turn turn, string name)
    {
        while (true)
        {
            var study = turn.Ledger.Studies[name];
            var isOther = false;
            foreach (var stage in study.Ready())
            {
                if (turn.Ledger.IsRunning(stage.Key))
                    continue;
                if (Known(turn.Ledger, stage.Key) is { } result)
                {
                    turn.Record(name, new StudyEvent.StageCompleted(new(stage.Key, 0), result));
                    rules.Advance(turn, name);
                    isOther = true;
                    break;
                }

                if (_locality.Choose(study, stage) is { } slot)
                    return (stage, slot);
            }

            if (!isOther)
                return null;
        }
    }

    private StageResult? Known(Ledger ledger, StageKey stage)
    {
        if (sources.WasLost(stage))
            return null;
        if (settings.Index?.Find(stage) is not { } here)
            return ledger.Studies.Values.Select(s => s.Result(stage)).FirstOrDefault(r => r is not null);
        sources.Add(stage, settings.Source);
        return here;
    }
}
