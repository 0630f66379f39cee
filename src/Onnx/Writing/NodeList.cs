using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Writing;

/// <summary>The nodes and constants of an ONNX graph while it is written; equal constants stand in it once.</summary>
internal sealed class NodeList
{
    private readonly Dictionary<(ElementType, string, ByteString), string> _constants = [];

    // The nodes that make or take a value, by its name.
    private readonly Dictionary<string, List<NodeProto>> _knowing = new(StringComparer.Ordinal);

    /// <summary>The nodes, each after what it takes.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>The constants.</summary>
    public List<TensorProto> Constants { get; } = [];

    /// <summary>Adds a node of one output.</summary>
    /// <param name="name">Of the node and of its output.</param>
    /// <param name="type">The ONNX operator.</param>
    /// <param name="inputs">What it takes.</param>
    /// <param name="attributes">What is not as usual.</param>
    /// <returns>The name.</returns>
    public string Node(
        string name,
        string type,
        IEnumerable<string> inputs,
        params ReadOnlySpan<LoweredAttribute> attributes
    )
    {
        var node = new NodeProto { Name = name, OpType = type };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        foreach (var attribute in attributes)
            node.Attribute.Add(Written(attribute));
        Nodes.Add(node);
        foreach (var value in node.Input.Append(name))
            Knowing(value).Add(node);
        return name;
    }

    /// <summary>A constant of single-precision numbers under a name of its own.</summary>
    public string Named(string name, IEnumerable<long> shape, ReadOnlySpan<float> values)
    {
        Constants.Add(Tensor(name, ElementType.Single, shape, Bytes(values)));
        return name;
    }

    /// <summary>A constant of bytes under a name of its own.</summary>
    public string Named(string name, ElementType type, IEnumerable<long> shape, ReadOnlySpan<byte> bytes)
    {
        Constants.Add(Tensor(name, type, shape, ByteString.CopyFrom(bytes)));
        return name;
    }

    /// <summary>A constant that has no name of its own.</summary>
    public string Constant(ElementType type, ImmutableArray<long> shape, ReadOnlySpan<byte> bytes)
    {
        var content = ByteString.CopyFrom(bytes);
        var key = (type, string.Join(',', shape), content);
        if (!_constants.TryGetValue(key, out var name))
        {
            name = $"c{_constants.Count + 1}";
            _constants.Add(key, name);
            Constants.Add(Tensor(name, type, shape, content));
        }
        return name;
    }

    /// <summary>A constant of single-precision numbers that has no name of its own.</summary>
    public string Constant(ImmutableArray<long> shape, params ReadOnlySpan<float> values) =>
        Constant(ElementType.Single, shape, Bytes(values).Span);

    /// <summary>A vector of 64-bit whole numbers.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return Constant(ElementType.Int64, [values.Length], bytes);
    }

    /// <summary>Calls a value, and the node that makes it, otherwise.</summary>
    /// <param name="from">The name so far.</param>
    /// <param name="to">The name from now on.</param>
    public void Rename(string from, string to)
    {
        RenameValue(from, to);
        foreach (var node in Knowing(to).Where(n => n.Name == from))
            node.Name = to;
    }

    /// <summary>Calls a value otherwise, wherever it is made or taken; its node keeps its name.</summary>
    public void RenameValue(string from, string to)
    {
        if (from == to || !_knowing.Remove(from, out var nodes))
            return;
        foreach (var node in nodes)
        {
            Replace(node.Input, from, to);
            Replace(node.Output, from, to);
        }
        Knowing(to).AddRange(nodes);
    }

    private List<NodeProto> Knowing(string value)
    {
        if (!_knowing.TryGetValue(value, out var nodes))
            _knowing.Add(value, nodes = []);
        return nodes;
    }

    private static void Replace(IList<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == from)
                names[i] = to;
    }

    private static TensorProto Tensor(
        string name,
        ElementType type,
        IEnumerable<long> shape,
        ByteString content
    )
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = content,
        };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    // Numbers are little endian in the format, whatever the machine.
    private static ByteString Bytes(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
            return ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return ByteString.CopyFrom(bytes);
    }

    private static AttributeProto Written(LoweredAttribute attribute)
    {
        var written = new AttributeProto { Name = attribute.Name };
        switch (attribute.Value)
        {
            case long number:
                (written.I, written.Type) = (number, (int)AttributeType.Integer);
                break;
            case float number:
                (written.F, written.Type) = (number, (int)AttributeType.Real);
                break;
            case string text:
                (written.S, written.Type) = (ByteString.CopyFromUtf8(text), (int)AttributeType.Text);
                break;
            case long[] numbers:
                written.Ints.AddRange(numbers);
                written.Type = (int)AttributeType.Integers;
                break;
            default:
                throw new ArgumentException($"'{attribute.Name}' has no form here.", nameof(attribute));
        }
        return written;
    }
}
