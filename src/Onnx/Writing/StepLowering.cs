using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Writing;

/// <summary>Takes the nodes of one step of a graph; the value of the step gets the step's name.</summary>
/// <param name="list">Where nodes and constants go.</param>
/// <param name="model">The model that is written.</param>
/// <param name="step">The step.</param>
/// <param name="inputs">The names of the values that it takes.</param>
/// <param name="storage">How tensors are stored.</param>
internal sealed class StepLowering(
    NodeList list,
    Model model,
    Step step,
    ImmutableArray<string> inputs,
    ITensorStorage storage
) : ILowering
{
    private readonly int _start = list.Nodes.Count;
    private int _count;

    public int Opset => storage.Version.Opset;

    public bool HasCodes => storage.HasCodes;

    public ImmutableArray<string> Inputs => inputs;

    public ImmutableArray<Shape> Shapes { get; } = [.. step.Sources.Select(s => model.Graph.Steps[s].Shape)];

    /// <summary>Writes the step.</summary>
    /// <returns>The name of its value.</returns>
    public string Write()
    {
        var name = step.Node.Name;
        var value = step.Node.Operator.Lower(this);
        if (!list.Nodes.Skip(_start).Any(n => n.Output.Contains(value)))
            return value;
        list.Rename(value, name);
        return name;
    }

    public string Tensor(int place) => storage.Put(list, model, step, place);

    public ReadOnlyMemory<float> Values(int place) => model.Tensors[step.Tensors[place].Name];

    public string Constant(ImmutableArray<long> shape, params ImmutableArray<float> values) =>
        list.Constant(shape, values.AsSpan());

    public string Integers(params ImmutableArray<long> values) => list.Integers(values.AsSpan());

    public string Code(int code, bool isSigned) =>
        list.Constant(isSigned ? ElementType.Int8 : ElementType.UInt8, [], [unchecked((byte)code)]);

    public string Node(
        string type,
        ImmutableArray<string> inputs,
        params ReadOnlySpan<LoweredAttribute> attributes
    ) => list.Node($"{step.Node.Name}/{++_count}", type, inputs, attributes);
}
