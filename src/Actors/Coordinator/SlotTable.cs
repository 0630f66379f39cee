using Akka.Actor;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Coordinator;

/// <summary>A slot that was heard of lately.</summary>
/// <param name="Slot">How to reach it.</param>
/// <param name="Hello">Its last greeting; marked as running from the moment it is given work.</param>
/// <param name="HeardAt">When that was.</param>
/// <param name="OrderedAt">When it was last given work, or when it was first heard of.</param>
/// <param name="Ended">The last work whose end was acknowledged: greetings that still name it are on their way.</param>
internal sealed record KnownSlot(
    IActorRef Slot,
    Hello Hello,
    long HeardAt,
    long OrderedAt,
    Work? Ended = null
)
{
    /// <summary>Its name in the journal.</summary>
    public string Name => Hello.Slot.ToString();

    /// <summary>Whether it asks for work.</summary>
    public bool IsFree => Hello is { Running: null, Unfit: null };
}

/// <summary>The slots that hold a lease. Not journalled: slots announce themselves.</summary>
internal sealed class SlotTable(TimeProvider clock, TimeSpan lease)
{
    private readonly SortedDictionary<string, KnownSlot> _slots = new(StringComparer.Ordinal);
    private long _lookedAt = clock.GetTimestamp();

    /// <summary>Every slot, in order of name.</summary>
    public IReadOnlyCollection<KnownSlot> All => _slots.Values;

    /// <summary>The slot of a name, if it holds a lease.</summary>
    public KnownSlot? Find(string name) => _slots.GetValueOrDefault(name);

    /// <summary>Renews a slot's lease.</summary>
    public KnownSlot Heard(Hello hello, IActorRef slot)
    {
        var now = clock.GetTimestamp();
        var known = Find(hello.Slot.ToString());
        return _slots[hello.Slot.ToString()] = new(slot, hello, now, known?.OrderedAt ?? now, known?.Ended);
    }

    /// <summary>Notes that a slot has been given work, so that it is not free until it says so again.</summary>
    public void Ordered(KnownSlot slot, Work work) =>
        _slots[slot.Name] = slot with
        {
            Hello = slot.Hello with { Running = work },
            OrderedAt = clock.GetTimestamp(),
        };

    /// <summary>Notes that the end of a slot's work is acknowledged.</summary>
    public void Acknowledged(string name, Work work)
    {
        if (Find(name) is { } slot)
            _slots[name] = slot with { Ended = work };
    }

    /// <summary>Whether a slot was given work so lately that its greetings may not know of it.</summary>
    public bool MayHaveCrossed(KnownSlot slot, TimeSpan travel) =>
        clock.GetElapsedTime(slot.OrderedAt) < travel;

    /// <summary>Earlier incarnations of a slot, which exist no more.</summary>
    public IReadOnlyList<KnownSlot> Replaced(SlotId by) =>
        [
            .. _slots.Values.Where(s =>
                s.Hello.Slot is var old && old.Node == by.Node && old.Index == by.Index && old != by
            ),
        ];

    /// <summary>The slots of a node.</summary>
    public IReadOnlyList<KnownSlot> Of(string node) =>
        [.. _slots.Values.Where(s => s.Hello.Slot.Node == node)];

    /// <summary>The slots whose lease has run out.</summary>
    /// <remarks>
    /// Where this was not asked for a long time, the process itself stood still and the greetings wait in its mailbox:
    /// then every slot gets its whole lease again.
    /// </remarks>
    public IReadOnlyList<KnownSlot> Expired()
    {
        var now = clock.GetTimestamp();
        var stoodStill = clock.GetElapsedTime(_lookedAt, now) > lease / 2;
        _lookedAt = now;
        if (!stoodStill)
            return [.. _slots.Values.Where(s => clock.GetElapsedTime(s.HeardAt, now) > lease)];
        foreach (var (name, slot) in _slots.ToArray())
            _slots[name] = slot with { HeardAt = now };
        return [];
    }

    /// <summary>Forgets a slot.</summary>
    public void Remove(KnownSlot slot) => _slots.Remove(slot.Name);
}
