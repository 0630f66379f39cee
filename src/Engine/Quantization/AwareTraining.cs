using Slimfront.Engine.Graphs;
using Slimfront.Engine.Graphs.Operators;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Lets a network learn with the rounding that awaits it.</summary>
/// <remarks>
/// Jacob et al. (2018), arXiv:1712.05877, §3. The weights of layers are rounded in every step, on grids that follow them;
/// gradients pass straight through (<see cref="FakeQuantization"/>). The ranges of activations are moving averages of the
/// batches' ends with weight 0.99 for the past; in the first tenth of the steps values are only watched, not rounded, and
/// for the last fifth ranges and the running statistics of remaining normalisations stand still. All follows from the
/// number of the step and the network's tensors, so a training that stopped goes on the same.
/// </remarks>
/// <param name="scheme">How.</param>
/// <param name="weights">The names of the weights that are rounded; what stands beside a student is not.</param>
public sealed class AwareTraining(QuantizationScheme scheme, IEnumerable<string> weights)
    : IStepRule,
        IForwardRule
{
    /// <summary>The weight of the past in a range.</summary>
    public const double Past = 0.99;

    /// <summary>The share of the steps in which activations are only watched.</summary>
    public const double Delay = 0.1;

    /// <summary>The share of the steps after which ranges stand still.</summary>
    public const double Frozen = 0.8;

    private readonly HashSet<string> _weights = new(weights, StringComparer.Ordinal);

    private bool _isFirst;
    private bool _roundsActivations;
    private bool _watches;

    /// <inheritdoc/>
    public void BeforeLoss(Network network, long step, long total)
    {
        _isFirst = step == 0;
        _roundsActivations = step >= Delay * total;
        // What nobody watched has no range.
        _watches = _isFirst || step < Frozen * total;
    }

    /// <inheritdoc/>
    public Tensor? Forward(
        Step step,
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    )
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(tensors);
        return step.Node.Operator switch
        {
            Conv or Linear when _weights.Contains(step.Tensors[0].Name) => step.Node.Operator.Forward(
                inputs,
                [Rounded(tensors[0]), .. tensors.Skip(1)],
                training
            ),
            FakeQuantize when training => Activation(step.Node.Operator, inputs, tensors),
            BatchNorm when training && !_watches => step.Node.Operator.Forward(
                inputs,
                tensors,
                training: false
            ),
            _ => null,
        };
    }

    private Tensor Activation(Operator point, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors)
    {
        if (_watches)
            Watch(inputs[0], tensors[0], tensors[1]);
        return _roundsActivations ? point.Forward(inputs, tensors, training: true) : inputs[0];
    }

    private void Watch(Tensor values, Tensor low, Tensor high)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var seen = values.detach();
        var past = _isFirst ? 0 : Past;
        low.mul_(past).add_(seen.min() * (1 - past));
        high.mul_(past).add_(seen.max() * (1 - past));
    }

    private Tensor Rounded(Tensor weight)
    {
        using var scope = NewDisposeScope();
        Tensor low,
            high;
        using (no_grad())
        {
            var rows = scheme.IsPerChannel ? weight.detach().flatten(1) : weight.detach().reshape(1, -1);
            long[] shape = [rows.shape[0], .. weight.shape.Skip(1).Select(_ => 1L)];
            (low, high) = (rows.amin(1).reshape(shape), rows.amax(1).reshape(shape));
        }
        return FakeQuantization
            .StraightThrough(weight, low, high, scheme.Bits, scheme.IsSymmetric)
            .MoveToOuterDisposeScope();
    }
}
