using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Lets a network learn with the rounding that awaits it.</summary>
/// <remarks>
/// Jacob et al. (2018), arXiv:1712.05877, §3. The weights of layers are rounded in every step, on grids that follow
/// them (<see cref="GridSteps"/>); gradients pass straight through. A departure: the paper's grids reach from the smallest to the largest
/// weight, here symmetric ones have nearly the least error; with three values per tensor networks stay near chance otherwise. The ranges of activations are moving averages of the
/// batches' ends with weight 0.99 for the past; in the first tenth of the steps values are only watched, not rounded, and
/// for the last fifth ranges and the running statistics of remaining normalisations stand still. All follows from the
/// number of the step and the network's tensors, so a training that stopped goes on the same.
/// </remarks>
/// <param name="scheme">How.</param>
/// <param name="weights">The codes of the weights that are rounded, by name; what stands beside a student is not.</param>
public sealed class AwareTraining(QuantizationScheme scheme, IReadOnlyDictionary<string, CodeSet> weights)
    : IStepRule,
        IForwardRule
{
    /// <summary>The weight of the past in a range.</summary>
    public const double Past = 0.99;

    /// <summary>The share of the steps in which activations are only watched.</summary>
    public const double Delay = 0.1;

    /// <summary>The share of the steps after which ranges stand still.</summary>
    public const double Frozen = 0.8;

    // The ranges of a step, until its gradients are known: the tensors of a network that no gradient belongs to share one
    // memory, and a backward pass through a normalisation refuses to run when any of it has changed meanwhile.
    private readonly List<(Tensor Place, Tensor Value)> _seen = [];

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
            Conv or Linear when weights.TryGetValue(step.Tensors[0].Name, out var codes) =>
                step.Node.Operator.Forward(
                    inputs,
                    [Rounded(tensors[0], codes), .. tensors.Skip(1)],
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

    /// <inheritdoc/>
    public void AfterStep(Network network, IReadOnlyList<Tensor> buffers)
    {
        foreach (var (place, value) in _seen)
        {
            place.copy_(value);
            value.Dispose();
        }
        _seen.Clear();
    }

    private Tensor Activation(Operator point, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors)
    {
        var range = _watches ? Watched(inputs[0], tensors) : tensors;
        return _roundsActivations ? point.Forward(inputs, range, training: true) : inputs[0];
    }

    private Tensor[] Watched(Tensor values, IReadOnlyList<Tensor> range)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var seen = values.detach();
        var past = _isFirst ? 0 : Past;
        Tensor[] moved =
        [
            range[0].Times(past).Add(seen.min().Times(1 - past)),
            range[1].Times(past).Add(seen.max().Times(1 - past)),
        ];
        for (var i = 0; i < moved.Length; i++)
            _seen.Add((range[i], moved[i].DetachFromDisposeScope()));
        return moved;
    }

    // w + (q(w) − w).detach(): the weights beyond the ends of the grid learn, too, as the grid follows them.
    private Tensor Rounded(Tensor weight, CodeSet codes)
    {
        using var change = Change(weight, codes);
        return weight.Plus(change);
    }

    // q(w) − w, on the grid that changes the weights little as they are now.
    private Tensor Change(Tensor weight, CodeSet codes)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var values = weight.detach();
        var rows = scheme.IsPerChannel ? values.flatten(1) : values.reshape(1, -1);
        var change = GridSteps.Rounded(rows, codes).reshape(weight.shape) - values;
        return change.MoveToOuterDisposeScope();
    }
}
