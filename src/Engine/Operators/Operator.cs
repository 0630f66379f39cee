using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>
/// One kind of computation in a graph, with its attributes. All that is known of an operator stands in its own file:
/// shapes, tensors, cost, channels, attributes and what it computes.
/// </summary>
/// <remarks>
/// Everything but <see cref="Forward"/> is pure and never touches libtorch, so graphs can be planned where there is
/// none. The set is closed: <see cref="OperatorFormat"/> refuses what it does not know, by name.
/// </remarks>
public abstract record Operator
{
    /// <summary>Its name in the text form of a graph: lower case, words joined by hyphens.</summary>
    public abstract string Kind { get; }

    /// <summary>What the names of its nodes begin with; a number follows.</summary>
    public virtual string Prefix => Kind;

    /// <summary>The shape of its value.</summary>
    /// <exception cref="GraphException">The inputs do not fit; the message says why.</exception>
    public abstract Shape InferShape(ImmutableArray<Shape> inputs);

    /// <summary>The tensors it owns, in the order in which <see cref="Forward"/> takes them.</summary>
    public virtual ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs) => [];

    /// <summary>
    /// Multiply-accumulate operations for one input. Only products with weights count: normalisation, activations,
    /// pooling and additions are 0, as is usual in the literature.
    /// </summary>
    public virtual long Macs(ImmutableArray<Shape> inputs) => 0;

    /// <summary>Which channels its value and its tensors carry, and which of them can only go together.</summary>
    public abstract ChannelFlow Channels(ChannelScope scope);

    /// <summary>
    /// Whether in evaluation each number of its value is one that it took, or 0: on whatever grid its inputs are, its value is, too.
    /// </summary>
    public virtual bool KeepsGrid => false;

    /// <summary>The same operator after channels were removed around it.</summary>
    /// <param name="inputsBefore">Channels of the first input before.</param>
    /// <param name="inputs">The places, before, of the channels that the first input still has; in rising order.</param>
    /// <param name="outputs">Channels of its value now.</param>
    public virtual Operator Narrow(int inputsBefore, ImmutableArray<int> inputs, int outputs) => this;

    /// <summary>Hands its attributes to a form, in order.</summary>
    /// <returns>The same operator with the attributes that the form gave back.</returns>
    public virtual Operator Exchange(IAttributes form) => this;

    /// <summary>Computes its value for a batch.</summary>
    /// <param name="inputs">Each of shape [batch, …].</param>
    /// <param name="tensors">As <see cref="Tensors"/> lists them.</param>
    /// <param name="training">
    /// Whether dropout drops and normalisation uses the batch's statistics, updating the running ones in place.
    /// </param>
    /// <returns>Shape [batch, …]; may be one of the inputs itself.</returns>
    public abstract Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    );

    /// <summary>Writes the ONNX nodes that compute what it computes in evaluation.</summary>
    /// <returns>The name of its value; may be that of an input.</returns>
    public abstract string Lower(ILowering to);

    /// <summary>The only input.</summary>
    /// <exception cref="GraphException">There is not exactly one.</exception>
    protected static Shape Single(ImmutableArray<Shape> inputs) =>
        inputs.Length == 1 ? inputs[0] : throw new GraphException($"takes one input, not {inputs.Length}");

    /// <summary>The only input, which must be a map [channels, height, width].</summary>
    /// <exception cref="GraphException">It is something else.</exception>
    protected static Shape SingleMap(ImmutableArray<Shape> inputs)
    {
        var input = Single(inputs);
        return input.Rank == 3
            ? input
            : throw new GraphException($"takes a map of channels × height × width, not {input}");
    }

    /// <summary>
    /// The shape a window leaves as it slides over a map: ⌊(length + padding before and after − reach) / stride⌋ + 1, where the window
    /// reaches over dilation·(kernel − 1) + 1.
    /// </summary>
    /// <exception cref="GraphException">The window does not fit or its attributes are impossible.</exception>
    protected static Shape Slide(
        Shape input,
        int channels,
        Extent kernel,
        Extent stride,
        Border padding,
        Extent dilation = default
    )
    {
        if (!kernel.IsPositive || !stride.IsPositive || !dilation.IsPositive || !padding.IsPossible)
            throw new GraphException(
                $"has kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}"
            );
        var height = checked(
            input[1] + padding.Top + padding.Bottom - (dilation.Height * (kernel.Height - 1)) - 1
        );
        var width = checked(
            input[2] + padding.Left + padding.Right - (dilation.Width * (kernel.Width - 1)) - 1
        );
        return height >= 0 && width >= 0
            ? Shape.Of(channels, (height / stride.Height) + 1, (width / stride.Width) + 1)
            : throw new GraphException(
                $"slides a {kernel} window{(dilation == 1 ? "" : $" with dilation {dilation}")} over {input} with padding {padding}"
            );
    }
}
