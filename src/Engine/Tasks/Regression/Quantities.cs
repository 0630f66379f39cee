using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Slimfront.Search;
using Slimfront.Search.Studies;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>One or several quantities for every example, standardised by the training split.</summary>
public sealed class Quantities : Targets
{
    /// <summary>Below this share of its mean, what varies is rounding.</summary>
    internal const double Constant = 1e-9;

    private readonly double[] _values;
    private readonly float[] _standardised;

    private Quantities(
        ImmutableArray<string> names,
        double[] values,
        ImmutableArray<Scale> scales,
        float[] standardised
    ) => (Names, _values, Scales, _standardised) = (names, values, scales, standardised);

    /// <inheritdoc/>
    public override int Count => _values.Length / Outputs;

    /// <inheritdoc/>
    public override ImmutableArray<string> Names { get; }

    /// <inheritdoc/>
    public override ImmutableArray<Scale> Scales { get; }

    /// <summary>All examples are of one group: a split is drawn from all of them alike.</summary>
    public override ReadOnlyMemory<int> Groups => field.IsEmpty ? field = new int[Count] : field;

    /// <inheritdoc/>
    public override string Signature => $"{Outputs} quantities";

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Words => MemoryMarshal.Cast<double, int>(_values);

    /// <summary>Reads numbers as they are written.</summary>
    /// <exception cref="UserErrorException">One of them is no number; the line names it.</exception>
    internal static Quantities Read(IReadOnlyList<TargetPart> parts, TargetHints hints)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(hints);
        var columns = parts[0].Columns;
        if (parts.FirstOrDefault(p => p.Columns != columns) is { } other)
            throw new UserErrorException(
                $"{other.Place} has {other.Columns} targets for each {other.Example}, but {parts[0].Place} has {columns}."
            );
        var names = hints.Columns.Length == columns ? hints.Columns : Numbered(columns);
        double[] values = [.. parts.SelectMany(p => p.Texts.Select((t, i) => Number(p, i, t)))];
        return new(names, values, [], []);
    }

    /// <inheritdoc/>
    public override Targets LearntOn(ImmutableArray<int> train)
    {
        ImmutableArray<Scale> scales = [.. Enumerable.Range(0, Outputs).Select(t => ScaleOf(train, t))];
        var standardised = new float[_values.Length];
        for (var i = 0; i < standardised.Length; i++)
            standardised[i] = (float)(
                (_values[i] - scales[i % Outputs].Mean) / scales[i % Outputs].Deviation
            );
        return new Quantities(Names, _values, scales, standardised);
    }

    /// <inheritdoc/>
    public override Tensor Take(ImmutableArray<int> examples, Device device)
    {
        var taken = new float[examples.Length * Outputs];
        for (var i = 0; i < examples.Length; i++)
            _standardised.AsSpan(examples[i] * Outputs, Outputs).CopyTo(taken.AsSpan(i * Outputs));
        return tensor(taken, [examples.Length, Outputs], device: device);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Doubts(IEnumerable<(string Name, ImmutableArray<int> Examples)> parts)
    {
        for (var t = 0; t < Outputs; t++)
        {
            var column = t;
            var different = Enumerable
                .Range(0, Count)
                .Select(e => Value(e, column))
                .Distinct()
                .Take(3)
                .Count();
            if (different < 3)
                yield return $"the target '{Names[t]}' has two values only; classes are told apart better by data.task classification";
        }
    }

    private static ImmutableArray<string> Numbered(int columns) =>
        columns == 1
            ? ["target"]
            : [.. Enumerable.Range(1, columns).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static double Number(TargetPart part, int place, string text)
    {
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
        )
            return number;
        throw new UserErrorException(
            $"{part.Place}: the target of {part.Example} {(place / part.Columns) + 1} is '{text}'; a regression needs a finite number."
        );
    }

    private double Value(int example, int target) => _values[(example * Outputs) + target];

    private Scale ScaleOf(ImmutableArray<int> train, int target)
    {
        var mean = train.Average(e => Value(e, target));
        var variance = train.Average(e => (Value(e, target) - mean) * (Value(e, target) - mean));
        var deviation = Math.Sqrt(variance);
        if (!double.IsFinite(deviation))
            throw new UserErrorException(
                $"the target '{Names[target]}' has values too large to be averaged."
            );
        return deviation > Constant * Math.Abs(mean) && deviation > 0
            ? new(mean, deviation)
            : throw new UserErrorException(
                $"the target '{Names[target]}' is {mean.ToString("R", CultureInfo.InvariantCulture)} in every training example; there is nothing to learn."
            );
    }
}
