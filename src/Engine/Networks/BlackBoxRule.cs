using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>Computes black boxes by running their files.</summary>
internal sealed class BlackBoxRule(IRunningNetwork running) : IForwardRule, IDisposable
{
    /// <inheritdoc/>
    public Tensor? Forward(
        Step step,
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    )
    {
        if (step.Node.Operator is not BlackBox box)
            return null;
        using var given = inputs[0].cpu().contiguous();
        var count = (int)given.shape[0];
        return tensor(running.Answer(FlatBuffer.Read(given), count), [count, box.Outputs])
            .to(inputs[0].device);
    }

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();
}
