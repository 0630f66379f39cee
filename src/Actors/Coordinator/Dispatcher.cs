using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>Gives stages that can start to slots that ask for work.</summary>
/// <remarks>
/// Studies take turns. What was done before, for whomever, is not done again, and what is being done for another study
/// is waited for. A stage goes to the slot whose node has most of its inputs.
/// </remarks>
internal sealed class Dispatcher(
    SlotTable slots,
    ArtifactSources sources,
    RuleBook rules,
    IArtifactIndex? index,
    string ownSource
)
{
    private string _lastServed = "";

    /// <summary>Hands out work until slots or stages run out.</summary>
    public void HandOut(Turn turn, long epoch)
    {
        var free = slots.All.Where(s => s.IsFree && !turn.Ledger.Orders.ContainsKey(s.Name)).ToList();
        var idle = new HashSet<string>(StringComparer.Ordinal);
        while (free.Count > 0 && NextStudy(turn.Ledger, idle) is { } name)
        {
            _lastServed = name;
            if (NextStage(turn, name) is not { } stage)
            {
                idle.Add(name);
                continue;
            }

            var slot = free.MaxBy(s => HeldBytes(turn.Ledger.Studies[name], stage, s))!;
            free.Remove(slot);
            Order(turn, name, stage, slot, epoch);
        }
    }

    /// <summary>The order for an attempt that is being made, as it was given or would be given again.</summary>
    public Assign OrderFor(Ledger ledger, Work work, long epoch)
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
        var work = new Work(name, attempt);
        turn.Record(name, new StudyEvent.AttemptStarted(attempt, slot.Name));
        turn.Send(slot.Slot, OrderFor(turn.Ledger, work, epoch));
        slots.Ordered(slot, work);
    }

    private InputArtifact Input(StageKey stage, StageResult result) =>
        new(
            stage,
            result.Artifact,
            result.Bytes,
            sources.Of(stage, slots.All.Select(s => s.Hello.Source).Append(ownSource))
        );

    // The next one in order of name after the one that was served last.
    private string? NextStudy(Ledger ledger, HashSet<string> idle)
    {
        var waiting = ledger
            .Studies.Where(s => s.Value.Phase is not StudyPhase.Finished && !idle.Contains(s.Key))
            .Select(s => s.Key)
            .ToArray();
        return waiting.FirstOrDefault(n => string.CompareOrdinal(n, _lastServed) > 0)
            ?? waiting.FirstOrDefault();
    }

    private Stage? NextStage(Turn turn, string name)
    {
        while (
            turn.Ledger.Studies[name].Ready().FirstOrDefault(s => !turn.Ledger.IsRunning(s.Key)) is { } stage
        )
        {
            if (Known(turn.Ledger, stage.Key) is not { } result)
                return stage;
            turn.Record(name, new StudyEvent.StageCompleted(new(stage.Key, 0), result));
            rules.Advance(turn, name);
        }

        return null;
    }

    private StageResult? Known(Ledger ledger, StageKey stage)
    {
        if (sources.WasLost(stage))
            return null;
        if (index?.Find(stage) is not { } here)
            return ledger.Studies.Values.Select(s => s.Result(stage)).FirstOrDefault(r => r is not null);
        sources.Add(stage, ownSource);
        return here;
    }

    private long HeldBytes(Study study, Stage stage, KnownSlot slot) =>
        stage
            .Inputs.Where(i => sources.Has(i.Stage, slot.Hello.Source))
            .Sum(i => study.Result(i.Stage)?.Bytes ?? 0);
}
