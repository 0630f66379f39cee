using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>The training examples on which a network is looked at: up to 16 batches of 64.</summary>
/// <param name="data">Where they are drawn from.</param>
/// <param name="seed">Where the choice comes from.</param>
public sealed class CalibrationExamples(IExamples data, ulong seed)
{
    /// <summary>The largest batch.</summary>
    public const int Batch = 64;

    /// <summary>The most batches.</summary>
    public const int MostBatches = 16;

    /// <summary>Where they lie.</summary>
    public Device Device => data.Device;

    /// <summary>The inputs, each time the same, each of shape [batch, …].</summary>
    public IEnumerable<Tensor> Batches()
    {
        using var batches = data.Sample(seed, "calibrate", Batch, MostBatches);
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            batch.Indices.Dispose();
            batch.Targets.Dispose();
            yield return batch.Inputs;
        }
    }
}
