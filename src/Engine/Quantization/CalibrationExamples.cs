using Slimfront.Engine.Networks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>The training examples on which a network is looked at: up to 16 batches of 64.</summary>
/// <param name="data">Where they are drawn from.</param>
/// <param name="seed">Where the choice comes from.</param>
public sealed class CalibrationExamples(DeviceSplit data, ulong seed)
{
    /// <summary>The largest batch.</summary>
    public const int Batch = 64;

    /// <summary>The most batches.</summary>
    public const int MostBatches = 16;

    /// <summary>Where they lie.</summary>
    public Device Device => data.Inputs.device;

    /// <summary>The inputs, each time the same, each of shape [batch, …].</summary>
    public IEnumerable<Tensor> Batches()
    {
        var order = Enumerable.Range(0, data.Count).Select(i => (long)i).ToArray();
        Seed.For(seed, "calibrate").Shuffle(order);
        foreach (var batch in order.Chunk(Batch).Take(MostBatches))
        {
            using var places = tensor(batch, device: Device);
            yield return data.Inputs.index_select(0, places);
        }
    }
}
