namespace Slimfront.Onnx.Schema;

/// <summary>What an attribute of an ONNX node holds; the numbers are the format's.</summary>
internal enum AttributeType
{
    Real = 1,
    Integer = 2,
    Text = 3,
    Tensor = 4,
    Graph = 5,
    Reals = 6,
    Integers = 7,
    Texts = 8,
}
