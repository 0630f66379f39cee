using System.Collections.Immutable;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Feeds;

/// <summary>Makes views for clients of what the coordinator knows.</summary>
internal static class ViewOf
{
    public static NodeView All(ClusterView view) => new(view.Epoch, view.SlotViews, Studies(view));

    public static ImmutableArray<SlotView> Slots(ClusterView view) =>
        [.. view.Slots.Select(s => Slot(s, view))];

    public static ImmutableArray<StudyView> Studies(ClusterView view) =>
        [.. view.Studies.Select(s => Study(s.Key, s.Value, view.Events[s.Key].Count))];

    private static SlotView Slot(Hello hello, ClusterView view) =>
        new(
            hello.Slot.ToString(),
            hello.Device,
            hello.Source,
            hello.Running?.Study,
            Operation(hello.Running, view),
            hello.Running?.Attempt.Stage.Hex,
            hello.Running?.Attempt.Number ?? 0,
            hello.Fraction,
            hello.Text,
            hello.Unfit,
            hello.Labels,
            hello.MemoryBytes
        );

    private static string? Operation(AttemptRef? work, ClusterView view) =>
        work is not null && view.Studies.TryGetValue(work.Study, out var study)
            ? study.Stages.GetValueOrDefault(work.Attempt.Stage)?.Stage.Operation
            : null;

    private static StudyView Study(string name, Study study, int events) =>
        new(
            name,
            study.IsPaused ? "paused" : study.Phase.ToString().ToLowerInvariant(),
            study.Reason,
            events,
            study.Spec.Budget.Trials,
            study.Running.Count,
            study.Searched.Count(t => t.Outcome is Outcome.Completed),
            study.Searched.Count(t => t.Outcome is Outcome.Failed or Outcome.Stopped),
            study.Front().Length,
            study.Stages.Values.Count(n => n.Status is StageStatus.Done),
            study.Stages.Count,
            study.DeviceSeconds,
            Best(study)
        );

    private static ImmutableSortedDictionary<string, double> Best(Study study)
    {
        var measured = study.Trials.Select(t => t.Measurement).OfType<Measurement>().ToArray();
        var best = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var objective in study.Spec.Objectives)
        {
            var values = measured.Select(m => m[objective.Key]).Where(double.IsFinite).ToArray();
            if (values.Length > 0)
                best[objective.Key] = values.MinBy(objective.Loss);
        }

        return best.ToImmutable();
    }
}
