using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Lets values pass where they will be rounded: what a network computes before its points have ranges.</summary>
internal sealed class UnroundedActivations : IForwardRule
{
    public Tensor? Forward(
        Step step,
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => step.Node.Operator is FakeQuantize ? inputs[0] : null;
}
