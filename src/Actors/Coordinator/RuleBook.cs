using Slimfront.Actors.Runners;
using Slimfront.Search;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>The rules of every study, and what follows from them.</summary>
/// <param name="create">Makes a study's rules.</param>
/// <param name="clock">For budgets of time.</param>
/// <param name="report">Told of a study that cannot go on, and why.</param>
internal sealed class RuleBook(
    Func<StudySpec, StudyRules> create,
    TimeProvider clock,
    Action<string, Exception> report
)
{
    private readonly Dictionary<string, StudyRules> _rules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>Why a request cannot be run; null where it can.</summary>
    public string? Refusal(StudySpec spec)
    {
        if (!StudySpec.IsName(spec.Name))
            return $"a study cannot be called '{OneLine.Of(spec.Name)}': {StudySpec.NameForm}";
        if (spec.Data is null)
            return $"study '{spec.Name}' does not say what its data is: it was not resolved";
        try
        {
            _rules[spec.Name] = create(spec);
            return null;
        }
        catch (Exception e) when (e is UserErrorException or KeyNotFoundException or ArgumentException)
        {
            return e.Message;
        }
    }

    /// <summary>Records everything that follows from a study's state alone.</summary>
    public void Advance(Turn turn, string name)
    {
        if (_broken.Contains(name))
            return;
        EndInTime(turn, name);
        try
        {
            var rules = Of(turn.Ledger.Studies[name].Spec);
            while (rules.Next(turn.Ledger.Studies[name]) is { } e)
                turn.Record(name, e);
        }
        catch (Exception e) // Whatever a technique throws is its study's trouble; others go on.
        {
            Break(turn, name, e);
        }
    }

    /// <summary>Whether a study's time is up while trials of it still run; one that is paused ends when it goes on.</summary>
    public bool IsOverdue(Study study) =>
        study is { Phase: StudyPhase.Searching or StudyPhase.Comparing, IsPaused: false }
        && study.Spec.Budget.Time is { } time
        && clock.GetUtcNow() - study.CreatedAt >= time;

    private void EndInTime(Turn turn, string name)
    {
        if (turn.Ledger.Studies[name] is var study && IsOverdue(study))
            turn.Record(
                name,
                new StudyEvent.Stopping($"the time budget of {study.Spec.Budget.Time} is used up")
            );
    }

    // A study whose sampler or planner fails is finished with what it has; one that cannot even do that stands still.
    private void Break(Turn turn, string name, Exception error)
    {
        report(name, error);
        if (
            turn.Ledger.Studies[name].Phase is not (StudyPhase.Searching or StudyPhase.Comparing)
            || !_rules.ContainsKey(name)
        )
        {
            _broken.Add(name);
            return;
        }

        turn.Record(
            name,
            new StudyEvent.Stopping($"it cannot go on: {error.Message.ReplaceLineEndings(" ")}")
        );
        Advance(turn, name);
    }

    private StudyRules Of(StudySpec spec)
    {
        if (!_rules.TryGetValue(spec.Name, out var rules))
            _rules[spec.Name] = rules = create(spec);
        return rules;
    }
}
