using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>Brings an agenda in line with a study after something changed, stage by stage until nothing more follows.</summary>
/// <remarks>
/// Wanting and paths flow from a stage to its inputs, being done and being blocked to those that wait for it. Stages form no circle, so it ends. First come,
/// first served and none queued twice: where many ways lead to a stage, each is not walked by itself.
/// </remarks>
internal sealed class AgendaChange(Study study, Agenda from, Expectation expected)
{
    private readonly Queue<StageKey> _queue = new();
    private readonly HashSet<StageKey> _queued = [];
    private readonly int _last = study.Spec.Budget.Trials - Lag(study);
    private readonly int _lastAged = study.Spec.Budget.Trials - (Leftover * expected.Busy);

    // So many trials for each busy slot come last in no order of age, so that no long one is left over at the end.
    private const int Leftover = 2;

    public ImmutableDictionary<StageKey, Need>.Builder Needs { get; } = from.Needs.ToBuilder();

    public ImmutableSortedSet<ReadyStage>.Builder Ready { get; } = from.Ready.ToBuilder();

    public ImmutableSortedSet<TrialNumber>.Builder Decided { get; } = from.Decided.ToBuilder();

    public ImmutableHashSet<StageKey>.Builder Running { get; } = from.Running.ToBuilder();

    public ImmutableHashSet<StageKey>.Builder Unwanted { get; } = from.Unwanted.ToBuilder();

    /// <summary>A stage is to be looked at.</summary>
    public void Touch(StageKey stage)
    {
        if (_queued.Add(stage))
            _queue.Enqueue(stage);
    }

    /// <summary>A stage stands elsewhere than before.</summary>
    public void Move(StageKey stage, bool isDoneChanged)
    {
        Touch(stage);
        if (isDoneChanged)
            TouchWaiters(Of(stage));
    }

    /// <summary>A trial waits for a stage.</summary>
    public void AddGoal(StageKey stage, TrialNumber number)
    {
        var need = Of(stage);
        Set(stage, need with { Goals = need.Goals.Add(number.Value) });
        Touch(stage);
    }

    /// <summary>A trial waits for a stage no more.</summary>
    public void RemoveGoal(StageKey stage, TrialNumber number)
    {
        var need = Of(stage);
        Set(stage, need with { Goals = need.Goals.Remove(number.Value) });
        Decided.Remove(number);
        Touch(stage);
    }

    /// <summary>Draws all conclusions.</summary>
    public void Settle()
    {
        while (_queue.TryDequeue(out var stage))
        {
            _queued.Remove(stage);
            if (study.Stages.TryGetValue(stage, out var node))
                Evaluate(stage, node);
        }
    }

    private void Evaluate(StageKey key, StageNode node)
    {
        var before = Of(key);
        var isDone = node.Status is StageStatus.Done;
        var isWanted = !isDone && before.Wanters > 0;
        var path = isWanted ? expected.Of(node.Stage) + Beyond(before) : 0;
        var after = before with
        {
            IsWanted = isWanted,
            IsBlocked =
                isWanted
                && (
                    node.Status is StageStatus.Failed
                    || node.Stage.Inputs.Any(i => Needs.TryGetValue(i.Stage, out var n) && n.IsBlocked)
                ),
            Path = path,
            Ready =
                isWanted
                && node.Status is StageStatus.Open
                && node.Stage.Inputs.All(i => study.Result(i.Stage) is not null)
                    ? new((long)Math.Floor(path / expected.Mean), before.Wanters, path, node.Stage)
                    : null,
        };
        Set(key, after);
        if (before.IsWanted != isWanted || !before.Path.Equals(path))
            Tell(node.Stage, before, after);
        if (before.IsBlocked != after.IsBlocked)
            TouchWaiters(after);
        Sort(key, node, before, after);
        Decide(after, isDone);
    }

    /// <summary>The trials in flight at most.</summary>
    public static int Lag(Study study) => Math.Max(1, study.Spec.Lag ?? study.Spec.InFlight);

    // Seconds that follow after a stage.
    private double Beyond(Need need)
    {
        var goal = need.Goals.IsEmpty ? double.NegativeInfinity : Behind(need.Goals.Min);
        return need.Waiters.IsEmpty ? goal : Math.Max(goal, need.Waiters.Max.Path);
    }

    // What waits for the end of a trial: a whole other trial where one has to begin after it, and the rest of the study.
    private double Behind(int trial) =>
        (trial < _last ? expected.Way : 0)
        - (Math.Min(trial, Math.Max(_last, _lastAged)) * expected.PerTrial);

    // Its inputs learn that it waits for them, how urgently, or no more.
    private void Tell(Stage stage, Need before, Need after)
    {
        foreach (var input in stage.Inputs.Select(i => i.Stage).Distinct())
        {
            var need = Of(input);
            var waiters = need.Waiters;
            if (before.IsWanted)
                waiters = waiters.Remove(new(before.Path, stage.Key));
            if (after.IsWanted)
                waiters = waiters.Add(new(after.Path, stage.Key));
            Set(input, need with { Waiters = waiters });
            Touch(input);
        }
    }

    private void Sort(StageKey key, StageNode node, Need before, Need after)
    {
        if (before.Ready != after.Ready)
        {
            if (before.Ready is { } old)
                Ready.Remove(old);
            if (after.Ready is { } now)
                Ready.Add(now);
        }

        if (node.Status is StageStatus.Running)
            Running.Add(key);
        else
            Running.Remove(key);
        if (node.Status is StageStatus.Running && !after.IsWanted)
            Unwanted.Add(key);
        else
            Unwanted.Remove(key);
    }

    private void Decide(Need need, bool isDone)
    {
        foreach (var goal in need.Goals)
            if (isDone || need.IsBlocked)
                Decided.Add(new(goal));
            else
                Decided.Remove(new(goal));
    }

    private void TouchWaiters(Need need)
    {
        foreach (var waiter in need.Waiters)
            Touch(waiter.Stage);
    }

    private Need Of(StageKey stage) => Needs.GetValueOrDefault(stage, Need.None);

    private void Set(StageKey stage, Need need)
    {
        if (need.Wanters > 0 || need.IsWanted)
            Needs[stage] = need;
        else
            Needs.Remove(stage);
    }
}
