using System.Collections.Immutable;
using Google.Protobuf;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Reading;
using Slimfront.Onnx.Schema;
using Slimfront.Onnx.Writing;

namespace Slimfront.Onnx.Importing;

/// <summary>A network that someone brought as an ONNX file.</summary>
public sealed class OnnxNetwork
{
    private const string Unknown = "normalisation";

    private OnnxNetwork(string path, ModelProto file, int nodes, OnnxInput input, ReadGraph read)
    {
        (Path, FileNodes, Input) = (path, nodes, input);
        (Model, Nodes, Dropped) = (read.Model, read.Nodes, read.Dropped);
        Producer = $"{file.ProducerName} {file.ProducerVersion}".Trim();
        Opset = file.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;
        Outputs = FileMetadata.OutputsIn(file.MetadataProps);
        HasNormalisation =
            read.Normalisation is not null
            || file.ProducerName == OnnxWriter.Producer && file.MetadataProps.All(p => p.Key != Unknown);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The network. Its normalisation is none where the file says nothing of it.</summary>
    public Model Model { get; }

    /// <summary>Whether the file itself normalises its inputs.</summary>
    public bool HasNormalisation { get; }

    /// <summary>What each answer stands for, by the file's metadata; empty where they do not say it.</summary>
    public ImmutableArray<string> Outputs { get; }

    /// <summary>What each node became, after whatever does not depend on the input was worked out.</summary>
    public ImmutableArray<ImportedNode> Nodes { get; }

    /// <summary>How many nodes the file has.</summary>
    public int FileNodes { get; }

    /// <summary>The operator at the file's end that the network has not, since it answers logits: "Softmax", "LogSoftmax" or null.</summary>
    public string? Dropped { get; }

    /// <summary>The name of the file's input.</summary>
    public string InputName => Input.Name;

    /// <summary>What the file takes.</summary>
    internal OnnxInput Input { get; }

    /// <summary>Whether the file takes pictures height × width × channels. The network takes channels first.</summary>
    public bool IsChannelsLast => Input.IsChannelsLast;

    /// <summary>How many examples the file takes at once; null for any number, or one.</summary>
    public int? Batch => Input.Batch;

    /// <summary>What wrote the file.</summary>
    public string Producer { get; }

    /// <summary>The version of ONNX's operators.</summary>
    public long Opset { get; }

    /// <summary>Writes the network: as ONNX in single precision where the name ends in ".onnx", else in this project's readable form.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <exception cref="InvalidDataException">The other form says how inputs are normalised, but the network's file did not.</exception>
    public void Write(string path)
    {
        if (System.IO.Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            AtomicFile.Write(
                path,
                stream =>
                    OnnxWriter
                        .Write(
                            Model,
                            new SingleStorage(),
                            HasNormalisation ? [] : [KeyValuePair.Create(Unknown, "unknown")]
                        )
                        .WriteTo(stream)
            );
        else if (HasNormalisation)
            ModelFile.WriteReadable(path, Model);
        else
            throw new InvalidDataException(
                "the file does not say how inputs are normalised, which a safetensors file would; write it as ONNX."
            );
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape of one example, channels first; null if the file leaves no length open.</param>
    /// <exception cref="InvalidDataException">It is none, or cannot be read; the message says what is in the way, as the end of a sentence.</exception>
    public static OnnxNetwork Read(string path, Shape? input = null)
    {
        var file = OnnxFile.Read(path);
        if (file.Graph.Output.Count != 1)
            throw new InvalidDataException(
                $"the network has {file.Graph.Output.Count} outputs ({string.Join(", ", file.Graph.Output.Select(o => $"'{o.Name}'"))}); networks of one are read."
            );
        var (fixedInput, nodes, isOurs) = (
            InputReader.Fix(file, input),
            file.Graph.Node.Count,
            file.ProducerName == OnnxWriter.Producer
        );
        var simple = isOurs ? file : Simplification.Of(file);
        var graph = new OnnxGraph(simple.Graph, fixedInput, simple.Graph.Output[0].Name);
        return new(path, file, nodes, fixedInput, GraphReader.Read(graph, isOurs));
    }
}

/// <summary>What a node of a file became.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its ONNX operator.</param>
/// <param name="Parts">How many nodes before it are part of the same.</param>
/// <param name="Became">The network's nodes; or why there is none.</param>
public sealed record ImportedNode(string Name, string Type, int Parts, string Became);
