using Google.Protobuf;
using Slimfront.Engine.Tests.Data;
using Slimfront.Onnx.Schema;
using Slimfront.Onnx.Writing;
using Slimfront.Search.Randomness;

namespace Slimfront.Onnx.Tests;

/// <summary>ONNX files as others write them.</summary>
internal static class ForeignFiles
{
    private static int Written;

    /// <summary>A file with one input, "x", and one output, the value that <paramref name="build"/> gives.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="lengths">Of the input's axes, the batch first; 0 for one that is left open.</param>
    /// <param name="build">Adds the nodes.</param>
    /// <param name="change">Changes the file before it is written.</param>
    public static string Write(
        TemporaryFolder folder,
        long[] lengths,
        Func<NodeList, string> build,
        Action<ModelProto>? change = null
    )
    {
        var list = new NodeList();
        var output = build(list);
        var file = new ModelProto
        {
            IrVersion = 8,
            ProducerName = "test",
            Graph = new() { Name = "g" },
        };
        file.OpsetImport.Add(new OperatorSetProto { Domain = "", Version = 17 });
        file.Graph.Node.AddRange(list.Nodes);
        file.Graph.Initializer.AddRange(list.Constants);
        file.Graph.Input.Add(Value("x", lengths));
        file.Graph.Output.Add(Value(output, null));
        change?.Invoke(file);
        var path = folder.File($"{Interlocked.Increment(ref Written)}.onnx");
        File.WriteAllBytes(path, file.ToByteArray());
        return path;
    }

    /// <summary>A tensor of random numbers between −½ and ½.</summary>
    public static string Random(this NodeList list, string name, params long[] shape)
    {
        var random = new Pcg((ulong)name.Sum(c => c));
        var values = new float[shape.Aggregate(1L, (p, n) => p * n)];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() - 0.5f;
        return list.Named(name, shape, values);
    }

    /// <summary>What a graph takes or gives.</summary>
    public static ValueProto Value(string name, long[]? lengths, ElementType type = ElementType.Single)
    {
        var tensor = new TensorTypeProto { ElemType = (int)type };
        if (lengths is not null)
        {
            tensor.Shape = new();
            tensor.Shape.Dim.AddRange(
                lengths.Select(
                    (l, i) =>
                        l > 0
                            ? new DimensionProto { DimValue = l }
                            : new DimensionProto { DimParam = $"d{i}" }
                )
            );
        }
        return new()
        {
            Name = name,
            Type = new() { TensorType = tensor },
        };
    }
}
