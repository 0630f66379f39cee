using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Measuring;

/// <summary>How long a network takes on the slot's device, as a user would see it: one input alone, and a batch.</summary>
/// <remarks>
/// "latency" and "latency.spread" of one input, "latency.batch" and "latency.batch.spread" per input of a batch of up to 64; all in ms:
/// <see cref="RunTimes"/>.
/// </remarks>
public sealed class Latency : IModelMeasure, IDescribed<IModelMeasure>
{
    private const int LargestBatch = 64;

    /// <inheritdoc/>
    public static Technique<IModelMeasure> Technique { get; } =
        new(
            Objective.Latency.Key,
            "—",
            "Median milliseconds for one input in libtorch, on the slot's device.",
            [],
            _ => new Latency()
        );

    /// <inheritdoc/>
    public Objective Objective => Objective.Latency;

    /// <inheritdoc/>
    public bool IsUsual => true;

    /// <inheritdoc/>
    public Measurement Measure(MeasuredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var batch = Math.Min(LargestBatch, model.Data[model.Split].Count);
        var (one, many) = (Time(model, 1), Time(model, batch));
        return Measurement.Of(
            (Technique.Key, one.Median),
            ("latency.spread", one.Spread),
            ("latency.batch", many.Median / batch),
            ("latency.batch.spread", many.Spread / batch)
        );
    }

    private static RunTimes Time(MeasuredModel model, int batch)
    {
        var network = model.Network;
        using var inference = inference_mode();
        using var outer = NewDisposeScope();
        using var batches = model.Data[model.Split].Pass(batch);
        var inputs = batches[0].Inputs.clone();
        return RunTimes.Of(
            model.Clock,
            () =>
            {
                using (NewDisposeScope())
                    network.Forward(inputs, training: false);
                if (network.Device.type == DeviceType.CUDA)
                    cuda.synchronize(network.Device);
            }
        );
    }
}
