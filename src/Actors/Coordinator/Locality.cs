using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>Which free slot gets a stage: where its checkpoint is, or its inputs, if the wait is worth it.</summary>
/// <remarks>
/// A stage waits for a slot of a node that has its inputs for no longer than carrying them elsewhere would take
/// (bytes / bandwidth). So no stage waits in vain for more than twice of what knowing the future would have cost it.
/// </remarks>
internal sealed class Locality(
    SlotTable slots,
    ArtifactSources sources,
    Crashes crashes,
    TimeProvider clock,
    double bytesPerSecond
)
{
    // Waiting costs more than it saves where what is to be carried is there sooner than the coordinator looks again.
    private const double Negligible = 0.5;

    private readonly Dictionary<(string Study, StageKey Stage), long> _waiting = [];

    /// <summary>A free slot for a stage; null where there is none that fits, or the stage rather waits for a busy one.</summary>
    public KnownSlot? Choose(Study study, Stage stage) =>
        crashes.AvoidsAny(stage.Key, slots.All) && slots.All.Any(s => IsBetter(study, stage, s))
            ? ChooseAmong(study, stage, Fitting(s => IsBetter(study, stage, s)))
        : study.Spec.Requires.IsEmpty ? ChooseOfAll(study, stage)
        : ChooseAmong(study, stage, Fitting(s => Fits(study, s)));

    // A node's slots say the same of it.
    private string[] Fitting(Func<KnownSlot, bool> fits) =>
        [
            .. slots.Free.Sources.Where(s =>
                slots.Free.FirstAt(s) is { } name && slots.Find(name) is { } slot && fits(slot)
            ),
        ];

    private static bool Fits(Study study, KnownSlot slot) =>
        Labels.ParseOrNone(slot.Hello.Labels).Include(study.Spec.Requires);

    // One that works, if only at something else now, on a node where the stage did not crash again and again.
    private bool IsBetter(Study study, Stage stage, KnownSlot slot) =>
        slot.Hello.Unfit is null && !crashes.Avoids(stage.Key, slot) && Fits(study, slot);

    // Where only some nodes will do, no stage waits for a better one among them.
    private KnownSlot? ChooseAmong(Study study, Stage stage, IReadOnlyCollection<string> fitting)
    {
        if (fitting.Count == 0)
            return null;
        var begun = sources.Checkpoint(stage.Key);
        var source = fitting.FirstOrDefault(s => s == begun) ?? Nearest(study, stage, fitting).Source;
        return Take(study, stage, slots.Free.FirstAt(source ?? fitting.First())!);
    }

    private KnownSlot? ChooseOfAll(Study study, Stage stage)
    {
        if (sources.Checkpoint(stage.Key) is { } begun && slots.Free.FirstAt(begun) is { } same)
            return Take(study, stage, same);
        var (source, held) = Nearest(study, stage, slots.Free.Sources);
        if (source is null)
            return slots.Free.First is { } any && !IsWorthWaiting(study, stage, 0)
                ? Take(study, stage, any)
                : null;
        return IsWorthWaiting(study, stage, held) ? null : Take(study, stage, slots.Free.FirstAt(source)!);
    }

    private KnownSlot? Take(Study study, Stage stage, string slot)
    {
        _waiting.Remove((study.Spec.Name, stage.Key));
        return slots.Find(slot);
    }

    // The node among some that has most bytes of a stage's inputs, the first by address; none where nothing is held.
    private (string? Source, long Bytes) Nearest(Study study, Stage stage, IReadOnlyCollection<string> among)
    {
        var held = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var input in stage.Inputs)
        {
            var (holders, bytes) = (sources.Holders(input.Stage), study.Result(input.Stage)?.Bytes ?? 0);
            var both =
                holders.Count < among.Count ? holders.Where(among.Contains) : among.Where(holders.Contains);
            foreach (var source in both)
                held[source] = held.GetValueOrDefault(source) + bytes;
        }

        return held.Count == 0 ? (null, 0)
            : held.MaxBy(h => h.Value) is var best ? (best.Key, best.Value)
            : (null, 0);
    }

    private bool IsWorthWaiting(Study study, Stage stage, long held)
    {
        var bytes = stage.Inputs.Sum(i => study.Result(i.Stage)?.Bytes ?? 0);
        var seconds = (bytes - held) / bytesPerSecond;
        if (seconds < Negligible || !IsHeldBySomebody(stage))
            return false;
        var place = (study.Spec.Name, stage.Key);
        if (!_waiting.TryGetValue(place, out var since))
            _waiting[place] = since = clock.GetTimestamp();
        return clock.GetElapsedTime(since).TotalSeconds < seconds;
    }

    // Some node with slots has all inputs.
    private bool IsHeldBySomebody(Stage stage)
    {
        var all = stage.Inputs.Select(i => sources.Holders(i.Stage)).Aggregate((a, b) => a.Intersect(b));
        return all.Any(slots.IsThere);
    }
}
