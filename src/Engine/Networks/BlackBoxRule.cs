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
        var count = (int)inputs[0].shape[0];
        return tensor(running.Answer(FlatBuffer.Read(inputs[0]), count), [count, box.Outputs])
            .to(inputs[0].device);
    }

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();
}
