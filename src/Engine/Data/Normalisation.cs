using System.Collections.Immutable;
using System.Globalization;

namespace Slimfront.Engine.Data;

/// <summary>Makes the inputs of a network zero-mean and unit-variance: (value − mean) / deviation.</summary>
/// <param name="Mean">One for every channel of an image, or for every feature.</param>
/// <param name="Deviation">Population standard deviation, likewise; 1 where a channel never changes.</param>
public sealed record Normalisation(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    // Below this share of its mean, what varies is rounding.
    private const double Constant = 1e-6;

    /// <summary>That of the training split: no other part of the data may influence a model.</summary>
    public static Normalisation Learn(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var channels = data.Shape[0];
        var size = data.InputSize;
        var perChannel = size / channels;
        var count = (double)data.Split.Train.Length * perChannel;
        var means = Sums(data, (_, x) => x).Select(s => s / count).ToArray();
        var variances = Sums(data, (c, x) => (x - means[c]) * (x - means[c])).Select(s => s / count);
        return new(
            [.. means.Select(m => (float)m)],
            [
                .. variances.Select(
                    (v, c) => Math.Sqrt(v) > Constant * Math.Abs(means[c]) ? (float)Math.Sqrt(v) : 1
                ),
            ]
        );
    }

    /// <summary>The one that leaves inputs as they are.</summary>
    public static Normalisation None(int channels) =>
        new([.. new float[channels]], [.. Enumerable.Repeat(1f, channels)]);

    /// <summary>Normalises one input.</summary>
    /// <param name="raw">Its values, channel after channel.</param>
    /// <param name="into">Gets them normalised; as long.</param>
    public void Apply(ReadOnlySpan<float> raw, Span<float> into)
    {
        var means = Mean.AsSpan();
        var deviations = Deviation.AsSpan();
        var perChannel = raw.Length / means.Length;
        for (var i = 0; i < raw.Length; i++)
            into[i] = (raw[i] - means[i / perChannel]) / deviations[i / perChannel];
    }

    /// <summary>Means or deviations for people: the first three, to four digits.</summary>
    public static string Brief(ImmutableArray<float> values) =>
        string.Join(", ", values.Take(3).Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)))
        + (values.Length > 3 ? ", …" : "");

    /// <summary>By content.</summary>
    public bool Equals(Normalisation? other) =>
        other is not null && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean.Length, Mean[0], Deviation[0]);

    private static double[] Sums(DataSet data, Func<int, double, double> term)
    {
        var sums = new double[data.Shape[0]];
        var perChannel = data.InputSize / sums.Length;
        foreach (var example in data.Split.Train)
        {
            var input = data.Values.Span.Slice(example * data.InputSize, data.InputSize);
            for (var i = 0; i < input.Length; i++)
                sums[i / perChannel] += term(i / perChannel, input[i]);
        }
        return sums;
    }
}
