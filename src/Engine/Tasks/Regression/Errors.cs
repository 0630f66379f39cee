using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Search.Objectives;
using Slimfront.Search.Statistics;
using Slimfront.Search.Studies;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>Keeps what was answered for each quantity, and measures it by a number for each example.</summary>
/// <param name="quantities">The data set's targets.</param>
/// <param name="key">The measure's key; of several quantities, that of each stands under "KEY.NAME".</param>
/// <param name="scores">A number for each example, whose mean is the measure of one quantity in standard deviations.</param>
/// <param name="unit">What such a number is to be multiplied by, so that it is in the quantity's own unit.</param>
/// <remarks>One quantity is measured in its own unit, several together by the mean of theirs.</remarks>
internal sealed class Errors(
    Quantities quantities,
    string key,
    Func<Answered, double[]> scores,
    Func<Scale, double> unit
) : IMeasureMeter
{
    private readonly ImmutableArray<Answered> _answered =
    [
        .. Enumerable.Range(0, quantities.Outputs).Select(_ => new Answered([], [])),
    ];

    public Measurement Result
    {
        get
        {
            var each = _answered.Select(a => scores(a).Average()).ToArray();
            var own = each.Select((m, t) => m * Unit(t)).ToArray();
            if (each.Length == 1)
                return Measurement.Of((key, own[0]));
            return Measurement.From(
                own.Select((m, t) => KeyValuePair.Create($"{key}.{quantities.Names[t]}", m))
                    .Prepend(new(key, each.Average()))
            );
        }
    }

    public double[] Scores
    {
        get
        {
            var each = _answered.Select(scores).ToArray();
            return each.Length == 1
                ? [.. each[0].Select(s => s * Unit(0))]
                : [.. each[0].Select((_, example) => each.Average(s => s[example]))];
        }
    }

    public Interval Interval => Precision.OfMean(Scores);

    public void Add(Tensor answers, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var given = answers.to(float64).cpu().contiguous();
        var wanted = targets.to(float64).cpu().contiguous();
        var a = Values(given);
        var w = Values(wanted);
        for (var i = 0; i < a.Length; i++)
        {
            _answered[i % _answered.Length].Errors.Add(a[i] - w[i]);
            _answered[i % _answered.Length].Targets.Add(w[i]);
        }
    }

    private double Unit(int target) => unit(quantities.Scales[target]);

    private static ReadOnlySpan<double> Values(Tensor tensor) =>
        MemoryMarshal.Cast<byte, double>(tensor.bytes);
}

/// <summary>What was answered for one quantity, all in standard deviations.</summary>
/// <param name="Errors">Answer minus target, of each example.</param>
/// <param name="Targets">The targets.</param>
internal sealed record Answered(List<double> Errors, List<double> Targets);
