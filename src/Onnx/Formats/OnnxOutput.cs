using System.Collections.Immutable;
using Google.Protobuf;
using Slimfront.Engine.Artifacts;
using Slimfront.Onnx.Writing;

namespace Slimfront.Onnx.Formats;

/// <summary>Writes ONNX files.</summary>
internal static class OnnxOutput
{
    public static ExportedModel Write(
        string path,
        ExportRequest request,
        Model network,
        ITensorStorage storage,
        params ImmutableArray<string> notes
    )
    {
        var file = OnnxWriter.Write(network, storage, request.Metadata);
        AtomicFile.Write(path, stream => file.WriteTo(stream));
        return new(path, network, notes);
    }
}
