using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>What the end of an attempt means: for its study, and for where artifacts are.</summary>
/// <param name="sources">Where artifacts are thought to be.</param>
internal sealed class AttemptEnds(ArtifactSources sources)
{
    /// <summary>Notes what the slot's node has now.</summary>
    /// <param name="ledger">What the journal says.</param>
    /// <param name="ended">The end of a current attempt.</param>
    /// <param name="slot">The slot; null where it is not known any more.</param>
    /// <returns>What happened to the study.</returns>
    public IEnumerable<StudyEvent> Meaning(Ledger ledger, Ended ended, KnownSlot? slot)
    {
        if (slot is not null)
            Locate(ledger, ended, slot.Source);
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

    // A node has what it made and what it was made of, or a checkpoint.
    private void Locate(Ledger ledger, Ended ended, string source)
    {
        var stage = ledger.StageOf(ended.Work);
        if (ended.End is AttemptEnd.Completed)
            foreach (var key in stage.Inputs.Select(i => i.Stage).Prepend(stage.Key))
                sources.Add(key, source);
        else if (ended.End is AttemptEnd.Lost)
            sources.Interrupt(stage.Key, source);
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
        sources.Lose(e.Input);
        return
        [
            new StudyEvent.AttemptLost(work.Attempt, reason),
            new StudyEvent.ArtifactLost(e.Input, e.Reason),
        ];
    }
}
