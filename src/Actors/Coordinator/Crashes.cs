using Slimfront.Actors.Runners;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>
/// Which stages killed their runners on which nodes. A stage that did so twice by the same signal on one node is tried on
/// another next, if there is one: it may be that machine's driver, memory or library.
/// </summary>
internal sealed class Crashes
{
    private const int Enough = 2;

    private readonly Dictionary<(StageKey Stage, string Node, string Death), int> _counts = [];
    private readonly HashSet<(StageKey Stage, string Node)> _avoided = [];

    /// <summary>What the journal says of studies that are not finished.</summary>
    public void Recall(Ledger ledger)
    {
        foreach (var (name, events) in ledger.Events)
            if (ledger.Studies[name].Phase is not StudyPhase.Finished)
                Recall(events);
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="slot">The name of the slot that made it, "host:port/index-incarnation".</param>
    /// <param name="reason">Why.</param>
    public void Note(StageKey stage, string slot, string reason)
    {
        if (HostSystem.DeathIn(reason) is not { } death)
            return;
        var node = NodeOf(slot);
        var count = _counts[(stage, node, death)] = _counts.GetValueOrDefault((stage, node, death)) + 1;
        if (count >= Enough)
            _avoided.Add((stage, node));
    }

    /// <summary>Whether a stage had better not be tried by a slot.</summary>
    public bool Avoids(StageKey stage, KnownSlot slot) => _avoided.Contains((stage, slot.Hello.Slot.Node));

    /// <summary>Whether there is any slot that a stage had better not be tried by.</summary>
    public bool AvoidsAny(StageKey stage, IEnumerable<KnownSlot> slots) =>
        _avoided.Count > 0 && slots.Any(s => Avoids(stage, s));

    private void Recall(IEnumerable<StudyEvent> events)
    {
        var slots = new Dictionary<AttemptId, string>();
        foreach (var happened in events)
            if (happened is StudyEvent.AttemptStarted started)
                slots[started.Attempt] = started.Slot;
            else if (
                happened is StudyEvent.AttemptFailed failed
                && slots.TryGetValue(failed.Attempt, out var slot)
            )
                Note(failed.Attempt.Stage, slot, failed.Reason);
    }

    private static string NodeOf(string slot) => slot[..slot.LastIndexOf('/')];
}
