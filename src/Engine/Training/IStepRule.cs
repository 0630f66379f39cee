using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training;

/// <summary>Something that holds in every step of a training: a penalty on some parameters, a mask over weights.</summary>
/// <remarks>Called without gradient tracking, inside the step's dispose scope. Keeps no state that a step changes.</remarks>
public interface IStepRule
{
    /// <summary>Prepares the network for a step, before it sees the batch.</summary>
    /// <param name="network">The network that takes the step.</param>
    /// <param name="step">Steps taken before it.</param>
    /// <param name="total">Steps of the whole training.</param>
    void BeforeLoss(Network network, long step, long total) { }

    /// <summary>Changes the gradients before the optimizer sees them.</summary>
    void BeforeStep(Network network) { }

    /// <summary>Changes the parameters, or the optimizer's buffers, after the step.</summary>
    /// <param name="network">The network that took the step.</param>
    /// <param name="buffers">As the optimizer names them, each as long as the flat parameters.</param>
    void AfterStep(Network network, IReadOnlyList<Tensor> buffers) { }
}
