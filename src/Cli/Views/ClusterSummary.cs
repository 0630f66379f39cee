using System.Text.Json;
using System.Text.Json.Serialization;
using Slimfront.Actors.Feeds;

namespace Slimfront.Cli.Views;

/// <summary>A cluster in a few lines: its studies, and its nodes with their slots.</summary>
public static class ClusterSummary
{
    private static readonly JsonSerializerOptions ForPrograms = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(NodeView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            $"cluster: coordinator of epoch {view.Epoch}, {Count(view.Slots.Length, "slot")}, "
                + $"{view.Slots.Count(s => s.Study is not null)} busy",
            "",
            .. view.Studies.IsEmpty ? ["no studies"] : view.Studies.Select(Study),
            "",
            .. view.Slots.IsEmpty ? ["no workers: studies wait for one"] : Nodes(view.Slots),
        ];
    }

    /// <summary>For programs: one line of JSON.</summary>
    public static IEnumerable<string> Json(NodeView view) => [JsonSerializer.Serialize(view, ForPrograms)];

    private static string Study(StudyView study)
    {
        var ended = study.Completed + study.Failed;
        var failed = study.Failed > 0 ? $" ({study.Failed} failed or stopped)" : "";
        var reason = study.Reason is { } why ? $": {why}" : "";
        return $"study {study.Name, -20} {study.Phase}{reason}, {ended}/{study.Budget} trials{failed}, {study.Running} under way, "
            + $"front of {study.Front}, {study.DeviceSeconds:0} device seconds";
    }

    private static IEnumerable<string> Nodes(IEnumerable<SlotView> slots) =>
        slots
            .GroupBy(s => s.Slot.Split('/')[0], StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(Node);

    // One line for each device, then one for each slot that has something to say.
    private static IEnumerable<string> Node(IGrouping<string, SlotView> node)
    {
        foreach (var device in node.GroupBy(s => (s.Device, s.MemoryBytes, s.Labels)))
        {
            var (name, memory, labels) = device.Key;
            var busy = device.Count(s => s.Study is not null);
            var unfit = device.Count(s => s.Unfit is not null && s.Study is null);
            yield return $"node  {node.Key, -20} {name}, {Count(device.Count(), "slot")}: {busy} busy, "
                + $"{device.Count() - busy - unfit} free{(unfit > 0 ? $", {unfit} unfit" : "")}"
                + (memory > 0 ? $", {memory / 1e9:0.0} GB" : "")
                + (labels.Length > 0 ? $", {labels}" : "");
        }

        foreach (var slot in node.OrderBy(s => s.Slot, StringComparer.Ordinal))
            if (Doing(slot) is { } line)
                yield return $"      {slot.Slot[node.Key.Length..].TrimStart('/').Split('-')[0], 4}  {line}";
    }

    private static string? Doing(SlotView slot)
    {
        var work = slot.Operation is { } operation
            ? $"{slot.Study}: {operation} {slot.Stage?[..Math.Min(8, slot.Stage.Length)]}, {slot.Fraction:P0}  {slot.Text}"
            : null;
        return (work, slot.Unfit) switch
        {
            (null, null) => null,
            (null, { } why) => $"cannot work: {why}",
            ({ } line, null) => line,
            ({ } line, { } why) => $"{line} ({why})",
        };
    }

    private static string Count(int n, string what) => $"{n} {what}{(n == 1 ? "" : "s")}";
}
