using Microsoft.ML.OnnxRuntime;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Running;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Measuring;

/// <summary>How long a model takes for one input in ONNX Runtime, on the CPU.</summary>
/// <remarks>
/// In the form "fp32"; in "int8" for any processor if the model rounds activations to 8 bits, since that is what they are rounded for. With all optimisations
/// of the graph, and as many threads for an operator as the slot has. "onnx-latency" and "onnx-latency.spread", in ms: <see cref="RunTimes"/>. Where the processor
/// has VNNI, which multiplies whole numbers, "int8" is far faster: reports say what stages ran on.
/// </remarks>
public sealed class OnnxLatency : IModelMeasure, IDescribed<IModelMeasure>
{
    /// <inheritdoc/>
    public static Technique<IModelMeasure> Technique { get; } =
        new(
            "onnx-latency",
            "—",
            "Median milliseconds for one input in ONNX Runtime on the slot's CPU: as `int8` if activations have 8 bits, else as `fp32`.",
            [],
            _ => new OnnxLatency()
        );

    /// <inheritdoc/>
    public Objective Objective { get; } =
        new(
            Technique.Key,
            Objective.Latency.Unit,
            Direction.Minimise,
            IsAnalytic: false,
            IsReproducible: false
        )
        {
            Title = "ONNX latency",
        };

    /// <inheritdoc/>
    public Measurement Measure(MeasuredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var path = Path.GetTempFileName();
        try
        {
            FormOf(model.Model).Write(path, Request(model));
            using var session = new OnnxSession(path, GraphOptimizationLevel.ORT_ENABLE_ALL, model.Threads);
            var input = RawExamples.Of(model.Data, model.Split, 0, 1);
            var shape = RawExamples.ShapeOf(model.Data, 1);
            var times = RunTimes.Of(model.Clock, () => session.Run(input, shape));
            return Measurement.Of((Technique.Key, times.Median), ($"{Technique.Key}.spread", times.Spread));
        }
        catch (InvalidDataException e)
        {
            throw new StageRefusedException($"ONNX Runtime does not load the model: {e.Message}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The form in which a model is timed.</summary>
    internal static IExportFormat FormOf(Model model) =>
        model.Graph.Nodes.Any(n => n.Operator is FakeQuantize { Bits: 8 })
            ? new Integer()
            : new SinglePrecision();

    private static ExportRequest Request(MeasuredModel model) =>
        new(
            model.Model,
            () => model.Data,
            ExportTarget.Any,
            model.Seed,
            FileMetadata.Of(model.Data.Data.Info)
        );
}
