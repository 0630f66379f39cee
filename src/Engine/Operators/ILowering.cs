using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>Takes the ONNX nodes that compute what an operator computes.</summary>
/// <remarks>
/// Operator types and attributes are those of the ONNX operator specification, in the versions of opset 13 and later that do not
/// differ between them; where they do, <see cref="Opset"/> says which is written.
/// </remarks>
public interface ILowering
{
    /// <summary>The version of ONNX's operators that is written: 13 or more.</summary>
    int Opset { get; }

    /// <summary>
    /// Whether rounded values become codes (QuantizeLinear), which runtimes compute with in whole numbers; else they are rounded by arithmetic
    /// and stay in single precision, to the last digit as here.
    /// </summary>
    bool HasCodes { get; }

    /// <summary>The names of the values that the operator takes.</summary>
    ImmutableArray<string> Inputs { get; }

    /// <summary>Their shapes, without the batch axis.</summary>
    ImmutableArray<Shape> Shapes { get; }

    /// <summary>The name of one of the operator's tensors, in single precision.</summary>
    /// <param name="place">Its place in <see cref="Operator.Tensors"/>.</param>
    string Tensor(int place);

    /// <summary>What one of the operator's tensors holds.</summary>
    /// <param name="place">Its place in <see cref="Operator.Tensors"/>.</param>
    ReadOnlyMemory<float> Values(int place);

    /// <summary>The name of a constant in single precision.</summary>
    /// <param name="shape">Empty for a scalar.</param>
    /// <param name="values">The last axis fastest.</param>
    string Constant(ImmutableArray<long> shape, params ImmutableArray<float> values);

    /// <summary>The name of a vector of 64-bit whole numbers: a shape, axes, places.</summary>
    string Integers(params ImmutableArray<long> values);

    /// <summary>The name of a code of 8 bits: int8 where it is signed, else uint8.</summary>
    string Code(int code, bool isSigned);

    /// <summary>Adds a node of one output.</summary>
    /// <param name="type">The ONNX operator.</param>
    /// <param name="inputs">The names of what it takes.</param>
    /// <param name="attributes">What is not as usual.</param>
    /// <returns>The name of its output.</returns>
    string Node(string type, ImmutableArray<string> inputs, params ReadOnlySpan<LoweredAttribute> attributes);
}

/// <summary>An attribute of an ONNX node: a whole number, a real one, or several whole ones.</summary>
/// <param name="Name">As the specification calls it.</param>
/// <param name="Value">A <see cref="long"/>, a <see cref="float"/> or an array of <see cref="long"/>.</param>
public readonly record struct LoweredAttribute(string Name, object Value)
{
    /// <summary>A whole number.</summary>
    public static LoweredAttribute Of(string name, long value) => new(name, value);

    /// <summary>A real number, in single precision.</summary>
    public static LoweredAttribute Of(string name, float value) => new(name, value);

    /// <summary>Whole numbers.</summary>
    public static LoweredAttribute Of(string name, params ReadOnlySpan<long> values) =>
        new(name, values.ToArray());

    /// <summary>What ONNX says of a window that slides over a map.</summary>
    public static LoweredAttribute[] Window(Extent kernel, Extent stride, Border padding) =>
        [
            Of("kernel_shape", kernel.Height, kernel.Width),
            Of("strides", stride.Height, stride.Width),
            Of("pads", padding.Top, padding.Left, padding.Bottom, padding.Right),
        ];
}
