using System.Runtime.InteropServices;
using Slimfront.Search.Objectives;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>Mean absolute error and R² of answers, in double precision.</summary>
/// <remarks>
/// "mae" and "r2" are those of the one target, or the mean over targets with errors in standard deviations; of several targets,
/// "mae.NAME", in the target's unit, and "r2.NAME" tell of each. R² is NaN where a target never changes.
/// </remarks>
/// <param name="quantities">The data set's targets.</param>
internal sealed class ErrorMeter(Quantities quantities) : IMeter
{
    private readonly double[] _absolute = new double[quantities.Outputs];
    private readonly double[] _squared = new double[quantities.Outputs];
    private readonly double[] _sum = new double[quantities.Outputs];
    private readonly double[] _sumOfSquares = new double[quantities.Outputs];
    private long _count;

    public Measurement Result
    {
        get
        {
            var (outputs, count) = (quantities.Outputs, (double)_count);
            var errors = _absolute.Select(s => s / count).ToArray();
            var determined = Enumerable.Range(0, outputs).Select(Determination).ToArray();
            var result = Measurement.Of(
                ("loss", _squared.Sum() / (count * outputs)),
                (
                    RegressionTask.MeanAbsoluteError.Key,
                    outputs == 1 ? errors[0] * quantities.Scales[0].Deviation : errors.Average()
                ),
                (RegressionTask.Determination.Key, determined.Average())
            );
            for (var t = 0; t < outputs && outputs > 1; t++)
                result = result
                    .With(Of(RegressionTask.MeanAbsoluteError, t), errors[t] * quantities.Scales[t].Deviation)
                    .With(Of(RegressionTask.Determination, t), determined[t]);
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
        {
            var t = i % quantities.Outputs;
            var error = a[i] - w[i];
            _absolute[t] += Math.Abs(error);
            _squared[t] += error * error;
            _sum[t] += w[i];
            _sumOfSquares[t] += w[i] * w[i];
        }
        _count += targets.shape[0];
    }

    private static ReadOnlySpan<double> Values(Tensor tensor) =>
        MemoryMarshal.Cast<byte, double>(tensor.bytes);

    private double Determination(int target)
    {
        var variation = _sumOfSquares[target] - (_sum[target] * _sum[target] / _count);
        return variation > 0 ? 1 - (_squared[target] / variation) : double.NaN;
    }

    private string Of(Objective measure, int target) => $"{measure.Key}.{quantities.Names[target]}";
}
