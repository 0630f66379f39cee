using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training.Rules;

/// <summary>
/// Weights that a mask removed stay 0, and weights that are held keep their values: neither gradient nor momentum moves
/// them.
/// </summary>
/// <remarks>
/// A mask in the forward pass alone would leave gradients, momentum and saved weights unmasked. Their gradients are cleared
/// before each step; after it they are set again, since weight decay moves weights without gradients, and what that
/// left in the optimizer's buffers is cleared.
/// </remarks>
public sealed class HeldWeights : IStepRule, IDisposable
{
    // Shapes [length] of the flat parameters: which stand still, and where.
    private readonly Tensor _still;
    private readonly Tensor _values;

    private HeldWeights(Tensor still, Tensor values) => (_still, _values) = (still, values);

    /// <summary>The rule of a network as it is now; null if it has no weight that stands still.</summary>
    public static HeldWeights? Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Masks.IsEmpty && network.Held.IsEmpty)
            return null;
        using var scope = NewDisposeScope();
        var missing = tensor(FlatBuffer.Flags(network.Graph, Missing), device: network.Device);
        var still = tensor(FlatBuffer.Flags(network.Graph, Missing, Held), device: network.Device);
        using var noGradients = no_grad();
        return new(
            still.DetachFromDisposeScope(),
            network.Parameters.masked_fill(missing, Scalars.Of(0)).DetachFromDisposeScope()
        );

        bool[]? Missing(string name) => network.Masks.GetValueOrDefault(name)?.ToMissing();
        bool[]? Held(string name) => network.Held.GetValueOrDefault(name)?.ToFlags();
    }

    /// <inheritdoc/>
    public void BeforeStep(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Gradients.masked_fill_(_still, Scalars.Of(0));
    }

    /// <inheritdoc/>
    public void AfterStep(Network network, IReadOnlyList<Tensor> buffers)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(buffers);
        network.Parameters.copy_(where(_still, _values, network.Parameters));
        foreach (var buffer in buffers)
            buffer.masked_fill_(_still, Scalars.Of(0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _still.Dispose();
        _values.Dispose();
    }
}
