using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Fields;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>What clients ask of studies, and the line that each of them is answered with.</summary>
/// <param name="rules">Tells whether a request can be run.</param>
/// <param name="clock">The clock.</param>
internal sealed class StudyRequests(RuleBook rules, TimeProvider clock)
{
    /// <summary>Records what a request changes, if anything.</summary>
    /// <returns>The answer: <see cref="Accepted"/> or <see cref="Rejected"/>.</returns>
    public object Answer(Turn turn, IStudyRequest request) =>
        request switch
        {
            Submit submit => Begin(turn, submit.Spec),
            StopStudy stop => Change(
                turn,
                stop.Study,
                study =>
                    study.Phase is StudyPhase.Searching or StudyPhase.Comparing
                        ? null
                        : $"is {Now(study)} already",
                new StudyEvent.Stopping(stop.Reason),
                $"stops: {stop.Reason}"
            ),
            PauseStudy pause => Change(
                turn,
                pause.Study,
                study =>
                    study.IsPaused ? "is paused already"
                    : study.Phase is StudyPhase.Finished ? $"is {Now(study)} already"
                    : null,
                new StudyEvent.Paused(pause.Reason),
                "is paused"
            ),
            ContinueStudy go => Change(
                turn,
                go.Study,
                study => study.IsPaused ? null : $"is not paused: it is {Now(study)}",
                new StudyEvent.Continued(go.Reason),
                "goes on"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request, "Unknown request."),
        };

    private object Begin(Turn turn, StudySpec spec)
    {
        if (turn.Ledger.Studies.GetValueOrDefault(spec.Name) is { } known)
            return GoOn(known, spec);
        if (rules.Refusal(spec) is { } refusal)
            return new Rejected(refusal);
        turn.Record(spec.Name, new StudyEvent.Created(spec, clock.GetUtcNow()));
        return new Accepted($"study '{spec.Name}' begins");
    }

    private static object GoOn(Study known, StudySpec spec) =>
        StudyDifference.Between(known.Spec, spec).FirstOrDefault() is { } first
            ? new Rejected(
                $"a study called '{spec.Name}' exists and asks for something else: '{first.Key}' is {first.There} there and {first.Here} here; give this one another name"
            )
            : new Accepted($"study '{spec.Name}' is {Now(known)}");

    // A change that a study does not need is no mistake: the answer says why not.
    private static object Change(
        Turn turn,
        string name,
        Func<Study, string?> needless,
        StudyEvent change,
        string answer
    )
    {
        if (!turn.Ledger.Studies.TryGetValue(name, out var study))
            return new Rejected(ClusterView.Unknown(name, turn.Ledger.Studies.Keys));
        if (needless(study) is { } already)
            return new Accepted($"study '{name}' {already}");
        turn.Record(name, change);
        return new Accepted($"study '{name}' {answer}");
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
