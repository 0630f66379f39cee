using Akka.Event;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>What of a study's events is worth a line in the log: its beginning and end, its trials, and all trouble.</summary>
internal static class StudyLog
{
    private const string Trouble = "Study {Study}: {Operation} {Stage} attempt {Attempt} {What}: {Reason}";

    /// <summary>Writes the line of an event that is in the journal, if it has one.</summary>
    public static void Write(ILoggingAdapter log, Study study, StudyEvent happened)
    {
        var name = study.Spec.Name;
        switch (happened)
        {
            case StudyEvent.Created:
                log.Info("Study {Study} begins.", name);
                return;
            case StudyEvent.TrialEnded e:
                log.Info("Study {Study}: trial {Trial} {Outcome}", name, e.Number.Value, Words(e.Outcome));
                return;
            case StudyEvent.AttemptFailed e:
                log.Warning(Trouble, About(study, e.Attempt, "failed", e.Reason));
                return;
            case StudyEvent.AttemptLost e:
                log.Warning(Trouble, About(study, e.Attempt, "was lost", e.Reason));
                return;
            case StudyEvent.ArtifactLost e:
                log.Warning(
                    "Study {Study}: the artifact of {Stage} is to be made again: {Reason}",
                    name,
                    e.Stage.Short,
                    e.Reason
                );
                return;
            case StudyEvent.Stopping e:
                log.Info("Study {Study} stops: {Reason}", name, e.Reason);
                return;
            case StudyEvent.Finished e:
                log.Info("Study {Study} is finished: {Reason}", name, e.Reason);
                return;
        }
    }

    private static string Words(Outcome outcome) =>
        outcome switch
        {
            Outcome.Completed => "completed",
            Outcome.Paused => "paused at a rung",
            Outcome.Failed e => $"failed: {e.Reason}",
            Outcome.Stopped e => $"stopped: {e.Reason}",
            _ => $"{outcome}",
        };

    private static object[] About(Study study, AttemptId attempt, string what, string reason) =>
        [
            study.Spec.Name,
            study.Stages[attempt.Stage].Stage.Operation,
            attempt.Stage.Short,
            attempt.Number,
            what,
            reason,
        ];
}
