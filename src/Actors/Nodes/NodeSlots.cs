using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Slots;

namespace Slimfront.Actors.Nodes;

/// <summary>A node's slots, of which each is one and the same for as long as the process lives.</summary>
/// <param name="basis">The node.</param>
/// <param name="storage">Its artifacts.</param>
/// <param name="source">Base address of its HTTP service.</param>
internal sealed class NodeSlots(NodeBasis basis, NodeStorage storage, Uri source)
{
    private readonly List<SlotState> _slots = [];

    /// <summary>The slots, made when they are asked for first: the node's name is known only then.</summary>
    /// <param name="node">The node's name, "host:port".</param>
    /// <param name="runner">How runners are started, but for their threads.</param>
    public IReadOnlyList<SlotState> Of(string node, RunnerOptions runner)
    {
        if (_slots.Count > 0)
            return _slots;
        var incarnation = Hex.Random(2);
        foreach (var (i, slot) in basis.Options.Slots.Index())
            _slots.Add(new(Options(new(node, i, incarnation), slot, runner)));
        return _slots;
    }

    /// <summary>Lets what slots do leave checkpoints, and ends their runners.</summary>
    /// <param name="limit">How long that may take.</param>
    public Task EndAsync(TimeSpan limit) => Task.WhenAll(_slots.Select(s => s.EndAsync(limit)));

    private SlotOptions Options(SlotId id, DeviceSlot slot, RunnerOptions runner) =>
        new()
        {
            Id = id,
            Device = slot.Device,
            MemoryBytes = slot.MemoryBytes,
            Labels = basis.Options.Labels,
            Environment = basis.Options.Environment(slot),
            Source = source.ToString(),
            Store = storage.Store,
            Fetcher = storage.Fetcher,
            Runner = runner with { Threads = slot.Threads },
            Clock = basis.Options.Clock,
            Spans = basis.Telemetry.Stages,
        };
}
