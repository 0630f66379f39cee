using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;

namespace Slimfront.Onnx.Writing;

/// <summary>How the tensors of a model stand in an ONNX file.</summary>
internal interface ITensorStorage
{
    /// <summary>The versions that its operators need.</summary>
    OnnxVersion Version { get; }

    /// <summary>Whether values that the network rounds become codes: see <see cref="Engine.Operators.ILowering.HasCodes"/>.</summary>
    bool HasCodes => false;

    /// <summary>Writes a tensor, and the nodes that make single-precision numbers of it.</summary>
    /// <returns>The name of the value in single precision: the tensor's own.</returns>
    string Put(NodeList list, Model model, Step step, int place);
}

/// <summary>The versions that an ONNX file speaks of.</summary>
/// <param name="Opset">Of the operators.</param>
/// <param name="Ir">Of the format.</param>
internal readonly record struct OnnxVersion(int Opset, int Ir)
{
    /// <summary>Operators that any runtime of the last years knows; weights of 8 bits and more.</summary>
    public static OnnxVersion Usual => new(17, 8);

    /// <summary>The oldest one with scales per channel.</summary>
    public static OnnxVersion Old => new(13, 7);

    /// <summary>With numbers of 4 bits.</summary>
    public static OnnxVersion FourBits => new(21, 10);

    /// <summary>With numbers of 2 bits.</summary>
    public static OnnxVersion TwoBits => new(25, 13);
}
