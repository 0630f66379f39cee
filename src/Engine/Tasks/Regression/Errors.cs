using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Search.Objectives;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>Adds up answers and targets of each quantity in double precision.</summary>
/// <param name="quantities">The data set's targets.</param>
/// <param name="objective">What is measured; of several quantities, that of each stands under "KEY.NAME".</param>
/// <param name="measure">Makes the value of one of them, by its sums and its number.</param>
/// <param name="whole">Makes the value of all of them.</param>
internal sealed class Errors(
    Quantities quantities,
    Objective objective,
    Func<Sums, int, double> measure,
    Func<ImmutableArray<Sums>, double> whole
) : IMeter
{
    private readonly Sums[] _sums = new Sums[quantities.Outputs];

    public Measurement Result
    {
        get
        {
            var result = Measurement.Of((objective.Key, whole([.. _sums])));
            for (var t = 0; t < _sums.Length && _sums.Length > 1; t++)
                result = result.With($"{objective.Key}.{quantities.Names[t]}", measure(_sums[t], t));
            return result;
        }
    }

    public void Add(Tensor answers, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var given = answers.to(float64).cpu().contiguous();
        var wanted = targets.to(float64).cpu().contiguous();
        var a = Values(given);
        var w = Values(wanted);
        for (var i = 0; i < a.Length; i++)
            _sums[i % _sums.Length] = _sums[i % _sums.Length].With(a[i], w[i]);
    }

    private static ReadOnlySpan<double> Values(Tensor tensor) =>
        MemoryMarshal.Cast<byte, double>(tensor.bytes);
}

/// <summary>What is known of the answers for one quantity, all in standard deviations.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Absolute">Σ |answer − target|.</param>
/// <param name="Squared">Σ (answer − target)².</param>
/// <param name="Targets">Σ target.</param>
/// <param name="SquaredTargets">Σ target².</param>
internal readonly record struct Sums(
    long Count,
    double Absolute,
    double Squared,
    double Targets,
    double SquaredTargets
)
{
    /// <summary>Σ (target − mean of targets)².</summary>
    public double Variation => SquaredTargets - (Targets * Targets / Count);

    public Sums With(double answer, double target) =>
        new(
            Count + 1,
            Absolute + Math.Abs(answer - target),
            Squared + ((answer - target) * (answer - target)),
            Targets + target,
            SquaredTargets + (target * target)
        );
}
