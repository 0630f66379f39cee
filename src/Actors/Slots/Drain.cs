using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Slots;

/// <summary>Node to slot: take no more work, leave a checkpoint of what is running, and answer <see cref="Drained"/>.</summary>
/// <param name="Deadline">
/// After this long the runner is killed without a checkpoint. What will be done well before may go on until then.
/// </param>
public sealed record Drain(TimeSpan Deadline);

/// <summary>Answer to <see cref="Drain"/>: the slot's runner is gone, and the slot asks for no work ever again.</summary>
/// <param name="Slot">Who.</param>
public sealed record Drained(SlotId Slot);
