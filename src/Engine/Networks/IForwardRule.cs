using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>Takes the place of what operators compute, as learning to be quantized does.</summary>
public interface IForwardRule
{
    /// <summary>Computes a node's value for a batch.</summary>
    /// <param name="step">The node in its place.</param>
    /// <param name="inputs">Each of shape [batch, …].</param>
    /// <param name="tensors">Those that the node owns.</param>
    /// <param name="training">See <see cref="Operator.Forward"/>.</param>
    /// <returns>Shape [batch, …]; null to leave it to the operator.</returns>
    Tensor? Forward(Step step, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training);
}
