using Slimfront.Search.Objectives;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks;

/// <summary>"loss": the mean of a task's loss over all targets so far.</summary>
/// <param name="sum">The loss summed over a batch, by answers and targets, shape [].</param>
internal sealed class LossMeter(Func<Tensor, Tensor, Tensor> sum) : IMeter
{
    private long _count;
    private double _loss;

    public Measurement Result => Measurement.Of(("loss", _loss / _count));

    public void Add(Tensor answers, Tensor targets)
    {
        _count += targets.numel();
        _loss += sum(answers, targets).cpu().item<float>();
    }
}
