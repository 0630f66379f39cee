using System.Collections.Immutable;
using Slimfront.Engine.Codes;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Rounds values to a grid between two ends, as integer arithmetic would hold them.</summary>
/// <remarks>
/// Jacob et al. (2018), arXiv:1712.05877, §3. The ends are tensors that follow the data and have no gradient. In training,
/// gradients pass straight through inside the range and are 0 outside; see <see cref="FakeQuantization"/>.
/// </remarks>
/// <param name="Bits">8, 4 or 2.</param>
/// <param name="IsSymmetric">Whether the grid lies evenly around 0.</param>
public sealed record FakeQuantize(int Bits = 8, bool IsSymmetric = false) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "fake-quantize";

    /// <summary>The name of the node that rounds another node's value.</summary>
    public static string NameAfter(string node) => node + "-quantize";

    /// <summary>The codes of the grid.</summary>
    public CodeSet Codes => IsSymmetric ? CodeSet.Signed(Bits) : CodeSet.Unsigned(Bits);

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) =>
        Bits is 8 or 4 or 2
            ? Single(inputs)
            : throw new GraphException($"rounds to {Bits} bits; there are grids of 8, 4 and 2");

    /// <summary>The ends of the range, one number each.</summary>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs) =>
        [new("low", [1], TensorRole.RangeLow), new("high", [1], TensorRole.RangeHigh)];

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        // One range for all channels: neither tensor has an axis of channels.
        var whole = new TensorChannels(ImmutableArray<int>.Empty);
        return new(scope.Inputs[0], whole, whole);
    }

    /// <inheritdoc/>
    public override FakeQuantize Exchange(IAttributes form) =>
        new(form.Integer("bits", Bits, usual: 8), form.Flag("symmetric", IsSymmetric, usual: false));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        var range = new GridRange(to.Values(0).Span[0], to.Values(1).Span[0]);
        var (scale, zero) = range.Scale(Codes);
        var (lowest, highest) = (Codes.Lowest - zero, Codes.Highest - zero);
        if (!to.HasCodes)
        {
            var rounded = to.Node("Round", [to.Node("Div", [to.Inputs[0], to.Constant([], scale)])]);
            var code = to.Node("Clip", [rounded, to.Constant([], lowest), to.Constant([], highest)]);
            return to.Node("Mul", [code, to.Constant([], scale)]);
        }
        var value = to.Inputs[0];
        // ONNX cuts to all codes of 8 bits; where the grid has fewer, values are cut before.
        if (Bits < 8 || IsSymmetric)
            value = to.Node(
                "Clip",
                [value, to.Constant([], scale * lowest), to.Constant([], scale * highest)]
            );
        string[] grid = [to.Constant([], scale), to.Code(zero, IsSymmetric)];
        return to.Node("DequantizeLinear", [to.Node("QuantizeLinear", [value, .. grid]), .. grid]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) =>
        training
            ? FakeQuantization.StraightThrough(inputs[0], tensors[0], tensors[1], Codes)
            : FakeQuantization.Round(inputs[0], tensors[0], tensors[1], Codes);
}
