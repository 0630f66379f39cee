using System.Collections.Immutable;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Reading;

/// <summary>A node of an ONNX file.</summary>
/// <param name="proto">As it stands there.</param>
/// <param name="place">Its place in the file.</param>
internal sealed class OnnxNode(NodeProto proto, int place)
{
    /// <summary>Its place in the file.</summary>
    public int Place { get; } = place;

    /// <summary>The ONNX operator.</summary>
    public string Type { get; } =
        proto.Domain is "" or "ai.onnx" or null ? proto.OpType : $"{proto.Domain}.{proto.OpType}";

    /// <summary>What the file calls it; its first value if it has no name.</summary>
    public string Name { get; } = proto.Name is { Length: > 0 } name ? name : proto.Output.FirstOrDefault("");

    /// <summary>What it takes; empty where an input is left out.</summary>
    public ImmutableArray<string> Inputs { get; } = [.. proto.Input];

    /// <summary>What it gives.</summary>
    public ImmutableArray<string> Outputs { get; } = [.. proto.Output];

    /// <summary>An input by place; empty if it is left out.</summary>
    public string Input(int place) => place < Inputs.Length ? Inputs[place] : "";

    /// <summary>A whole number.</summary>
    public long Integer(string name, long usual) => Find(name) is { } found ? found.I : usual;

    /// <summary>A real number, as the shortest decimal one that gives the same number in single precision.</summary>
    public double Real(string name, float usual) =>
        ShortDecimal.Of(Find(name) is { } found ? found.F : usual);

    /// <summary>A word.</summary>
    public string Text(string name, string usual) => Find(name) is { } found ? found.S.ToStringUtf8() : usual;

    /// <summary>Whole numbers; null if it has none of the name.</summary>
    public ImmutableArray<long>? Integers(string name) => Find(name) is { } found ? [.. found.Ints] : null;

    /// <summary>A tensor; null if it has none of the name.</summary>
    public TensorProto? Tensor(string name) => Find(name)?.T;

    /// <summary>Whether it has an attribute.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether another node is the last of those that one operator was written as, this one among them.</summary>
    public bool IsPartOf(OnnxNode last) => Name.StartsWith(last.Name + "/", StringComparison.Ordinal);

    /// <summary>"'/conv1/Conv' (Conv)".</summary>
    public override string ToString() => $"'{Name}' ({Type})";

    private AttributeProto? Find(string name) => proto.Attribute.FirstOrDefault(a => a.Name == name);
}
