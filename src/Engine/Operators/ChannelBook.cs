using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>Makes channels and keeps, as a union-find forest, which of them can only be removed together.</summary>
public sealed class ChannelBook
{
    private readonly List<int> _parents = [];
    private readonly List<int> _makers = [];
    private readonly List<int> _sets = [];
    private readonly HashSet<int> _fixed = [];
    private int _nextSet;

    /// <summary>The number of channels made so far; they are 0 to Count − 1.</summary>
    public int Count => _parents.Count;

    /// <summary>The node that makes channels now.</summary>
    public int Maker { get; set; }

    /// <summary>Makes channels.</summary>
    public ImmutableArray<int> Make(int count)
    {
        var made = ImmutableArray.CreateBuilder<int>(count);
        for (var i = 0; i < count; i++)
        {
            made.Add(_parents.Count);
            _parents.Add(_parents.Count);
            _makers.Add(Maker);
            _sets.Add(_nextSet);
        }

        _nextSet++;
        return made.MoveToImmutable();
    }

    /// <summary>The node that made a channel.</summary>
    public int MakerOf(int channel) => _makers[channel];

    /// <summary>
    /// The set that a channel belongs to: those that were made together and never went different ways. Every value has all channels of a set
    /// equally often.
    /// </summary>
    public int SetOf(int channel) => _sets[channel];

    /// <summary>Some channels go on without the others, one perhaps several times: the sets that they came in are split.</summary>
    public void Part(ImmutableArray<int> channels)
    {
        var times = channels.CountBy(c => c).ToDictionary();
        var touched = times.Keys.Select(SetOf).ToHashSet();
        var split = new Dictionary<(int Set, int Times), int>();
        for (var channel = 0; channel < Count; channel++)
        {
            if (!touched.Contains(_sets[channel]))
                continue;
            var key = (_sets[channel], times.GetValueOrDefault(channel));
            if (!split.TryGetValue(key, out var set))
                split.Add(key, set = _nextSet++);
            _sets[channel] = set;
        }
    }

    /// <summary>Couples two channels, and with them all that either is coupled with.</summary>
    public void Couple(int one, int other)
    {
        var (a, b) = (Find(one), Find(other));
        // The older channel represents the class, so representatives do not depend on the order of coupling.
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    /// <summary>Forbids removing channels and all they are coupled with.</summary>
    public void Fix(ImmutableArray<int> channels) => _fixed.UnionWith(channels);

    /// <summary>The oldest channel that a channel is coupled with: equal for all of one class.</summary>
    public int Find(int channel)
    {
        while (_parents[channel] != channel)
        {
            _parents[channel] = _parents[_parents[channel]];
            channel = _parents[channel];
        }

        return channel;
    }

    /// <summary>The representatives of the classes that can never be removed.</summary>
    public ImmutableHashSet<int> FixedClasses() => [.. _fixed.Select(Find)];
}
