using System.Collections.Immutable;
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
    AttemptRef? Ended = null
)
{
    /// <summary>Its name in the journal.</summary>
    public string Name { get; } = Hello.Slot.ToString();

    /// <summary>Base address of its node's artifacts.</summary>
    public string Source => Hello.Source;

    /// <summary>Whether it asks for work.</summary>
    public bool IsFree => Hello is { Running: null, Unfit: null };
}

/// <summary>The slots that hold a lease. Not journalled: slots announce themselves.</summary>
internal sealed class SlotTable(TimeProvider clock, TimeSpan lease)
{
    // Immutable, as readers look at it while it is changed.
    private ImmutableSortedDictionary<string, KnownSlot> _slots = ImmutableSortedDictionary.Create<
        string,
        KnownSlot
    >(StringComparer.Ordinal);

    private readonly Dictionary<(string Node, int Index), string> _places = [];
    private readonly SlotsBySource _free = new();
    private readonly SlotsBySource _all = new();
    private long _lookedAt = clock.GetTimestamp();

    /// <summary>Every slot as it is now, in order of name.</summary>
    public IEnumerable<KnownSlot> All => _slots.Values;

    /// <summary>The slots that ask for work and were given none.</summary>
    public SlotsBySource Free => _free;

    /// <summary>Base addresses of the slots' nodes, in order.</summary>
    public IEnumerable<string> Sources => _all.Sources;

    /// <summary>The slot of a name, if it holds a lease.</summary>
    public KnownSlot? Find(string name) => _slots.GetValueOrDefault(name);

    /// <summary>Whether a node has slots.</summary>
    public bool IsThere(string source) => _all.FirstAt(source) is not null;

    /// <summary>Renews a slot's lease.</summary>
    /// <param name="hello">What it said.</param>
    /// <param name="slot">How to reach it.</param>
    /// <param name="order">What it was given, which its greeting may not know yet.</param>
    public KnownSlot Heard(Hello hello, IActorRef slot, AttemptRef? order)
    {
        var now = clock.GetTimestamp();
        var known = Find(hello.Slot.ToString());
        var stands = hello with { Running = hello.Running ?? order };
        return Set(new(slot, stands, now, known?.OrderedAt ?? now, known?.Ended));
    }

    /// <summary>Notes that a slot has been given work, so that it is not free until it says so again.</summary>
    public void Ordered(KnownSlot slot, AttemptRef work) =>
        Set(slot with { Hello = slot.Hello with { Running = work }, OrderedAt = clock.GetTimestamp() });

    /// <summary>Notes that the end of a slot's work is acknowledged.</summary>
    /// <param name="name">The slot.</param>
    /// <param name="work">The work.</param>
    /// <param name="isFree">Whether it takes more at once: it did all that it was given.</param>
    public void Acknowledged(string name, AttemptRef work, bool isFree)
    {
        if (Find(name) is not { } slot)
            return;
        var hello = isFree && slot.Hello.Running == work ? slot.Hello with { Running = null } : slot.Hello;
        Set(slot with { Ended = work, Hello = hello });
    }

    /// <summary>Whether a slot was given work so lately that its greetings may not know of it.</summary>
    public bool MayHaveCrossed(KnownSlot slot, TimeSpan travel) =>
        clock.GetElapsedTime(slot.OrderedAt) < travel;

    /// <summary>The earlier incarnation of a slot, which exists no more.</summary>
    public KnownSlot? Replaced(SlotId by) =>
        _places.TryGetValue((by.Node, by.Index), out var name)
        && Find(name) is { } old
        && old.Hello.Slot != by
            ? old
            : null;

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
        foreach (var (name, slot) in _slots)
            _slots = _slots.SetItem(name, slot with { HeardAt = now });
        return [];
    }

    /// <summary>Forgets a slot.</summary>
    public void Remove(KnownSlot slot)
    {
        if (Find(slot.Name) is not { } known)
            return;
        _slots = _slots.Remove(known.Name);
        _all.Remove(known);
        _free.Remove(known);
        _places.Remove((known.Hello.Slot.Node, known.Hello.Slot.Index));
    }

    private KnownSlot Set(KnownSlot slot)
    {
        if (Find(slot.Name) is not { } before || before.Source != slot.Source)
        {
            if (Find(slot.Name) is { } moved)
                Remove(moved);
            _all.Add(slot);
            _places[(slot.Hello.Slot.Node, slot.Hello.Slot.Index)] = slot.Name;
        }

        if (slot.IsFree)
            _free.Add(slot);
        else
            _free.Remove(slot);
        _slots = _slots.SetItem(slot.Name, slot);
        return slot;
    }
}

/// <summary>Names of slots, by the node whose artifacts they have at hand.</summary>
internal sealed class SlotsBySource
{
    private readonly SortedDictionary<string, SortedSet<string>> _names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _all = new(StringComparer.Ordinal);

    /// <summary>How many slots.</summary>
    public int Count => _all.Count;

    /// <summary>The nodes that have some, in order.</summary>
    public IReadOnlyCollection<string> Sources => _names.Keys;

    /// <summary>The first slot in order of name; null where there is none.</summary>
    public string? First => _all.Min;

    /// <summary>The first slot of a node; null where it has none.</summary>
    public string? FirstAt(string source) => _names.GetValueOrDefault(source)?.Min;

    /// <summary>Adds a slot.</summary>
    public void Add(KnownSlot slot)
    {
        if (!_all.Add(slot.Name))
            return;
        if (!_names.TryGetValue(slot.Source, out var names))
            _names[slot.Source] = names = new(StringComparer.Ordinal);
        names.Add(slot.Name);
    }

    /// <summary>Removes a slot.</summary>
    public void Remove(KnownSlot slot)
    {
        if (!_all.Remove(slot.Name) || !_names.TryGetValue(slot.Source, out var names))
            return;
        names.Remove(slot.Name);
        if (names.Count == 0)
            _names.Remove(slot.Source);
    }
}
