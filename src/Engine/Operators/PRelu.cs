using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Rectifier that learns how much of what is negative it lets through: x for x ≥ 0, else a[c]·x in channel c.</summary>
/// <remarks>He et al. (2015), "Delving Deep into Rectifiers", arXiv:1502.01852, §2.1; slopes begin at ¼, as there.</remarks>
public sealed record PRelu : Activation
{
    /// <inheritdoc/>
    public override string Kind => "prelu";

    /// <summary>The slopes a, one number per channel.</summary>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs) =>
        [new("weight", [inputs[0].Channels], TensorRole.Slope)];

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass(tensors: 1);

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        // Slopes must stand along the axis of channels, which is the last one of a vector only.
        var shape = to.Shapes[0];
        var slopes =
            shape.Rank == 1
                ? to.Tensor(0)
                : to.Node("Reshape", [to.Tensor(0), to.Integers(shape.Channels, 1, 1)]);
        return to.Node("PRelu", [to.Inputs[0], slopes]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.prelu(inputs[0], tensors[0]);
}
