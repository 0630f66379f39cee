using System.Collections.Immutable;

namespace Slimfront.Search.Objectives;

/// <summary>Measured numbers by name: objective values, and observations such as seconds or spread.</summary>
public sealed class Measurement : IEquatable<Measurement>
{
    private const string Low = ".interval.low";
    private const string High = ".interval.high";

    private Measurement(ImmutableSortedDictionary<string, double> values) => Values = values;

    /// <summary>Nothing measured.</summary>
    public static Measurement Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>All values in ordinal order of name.</summary>
    public ImmutableSortedDictionary<string, double> Values { get; }

    /// <summary>The value of a name; NaN where it was not measured.</summary>
    public double this[string key] => Values.TryGetValue(key, out var value) ? value : double.NaN;

    /// <summary>A measurement of the given values.</summary>
    public static Measurement Of(params (string Key, double Value)[] values) =>
        From(values.Select(v => KeyValuePair.Create(v.Key, v.Value)));

    /// <summary>A measurement of the given values.</summary>
    public static Measurement From(IEnumerable<KeyValuePair<string, double>> values) =>
        new(Empty.Values.SetItems(values));

    /// <summary>The same with one more value.</summary>
    public Measurement With(string key, double value) => new(Values.SetItem(key, value));

    /// <summary>The same with the interval in which a value lies at 95 % confidence: "KEY.interval.low" and "KEY.interval.high".</summary>
    public Measurement With(string key, Interval interval) =>
        With(key + Low, interval.Low).With(key + High, interval.High);

    /// <summary>The intervals alone.</summary>
    public Measurement OnlyIntervals() =>
        From(
            Values.Where(v =>
                v.Key.EndsWith(Low, StringComparison.Ordinal)
                || v.Key.EndsWith(High, StringComparison.Ordinal)
            )
        );

    /// <summary>The interval in which the value of a name lies at 95 % confidence; null where it is not known.</summary>
    public Interval? Interval(string key) =>
        Values.TryGetValue(key + Low, out var low) && Values.TryGetValue(key + High, out var high)
            ? new(low, high)
            : null;

    /// <summary>The same with the other's values set over it.</summary>
    public Measurement With(Measurement other) => new(Values.SetItems(other.Values));

    /// <summary>The values of the objectives, in their order, each turned so that smaller is better.</summary>
    public double[] Losses(IReadOnlyList<Objective> objectives) =>
        [.. objectives.Select(o => o.Loss(this[o.Key]))];

    /// <inheritdoc/>
    public bool Equals(Measurement? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Measurement);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Values.Aggregate(0, (hash, p) => HashCode.Combine(hash, p.Key, p.Value));

    /// <summary>"name=value" pairs on one line.</summary>
    public override string ToString() => string.Join(' ', Values.Select(p => $"{p.Key}={p.Value:R}"));
}

/// <summary>Between what a value lies: of an analytic objective before any training, or at some confidence.</summary>
/// <param name="Low">The smallest value it can have.</param>
/// <param name="High">The largest; equal to <paramref name="Low"/> where the prediction is exact.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether the value is known exactly.</summary>
    public bool IsExact => Low.Equals(High);

    /// <summary>An exactly known value.</summary>
    public static Interval Exactly(double value) => new(value, value);

    /// <summary>Whether the value lies inside, bounds included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
