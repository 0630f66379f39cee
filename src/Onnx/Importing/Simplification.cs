using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Slimfront.Onnx.Running;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Importing;

/// <summary>Lets ONNX Runtime work out whatever in a file does not depend on the input.</summary>
/// <remarks>
/// At its basic level constants, shapes and casts vanish; batch normalisation, which it would multiply into convolutions, is kept: pruning
/// and training want it. So are paddings, which it gives to pools that find the largest value, where zeros are something else than no value.
/// </remarks>
internal static class Simplification
{
    private const string Kept = "ConvBNFusion;Pad_Fusion";

    /// <summary>The simpler file; the same one where ONNX Runtime does not load it.</summary>
    public static ModelProto Of(ModelProto model)
    {
        var folder = Directory.CreateTempSubdirectory("slimfront-");
        try
        {
            var (given, simple) = (
                Path.Combine(folder.FullName, "given.onnx"),
                Path.Combine(folder.FullName, "simple.onnx")
            );
            using (var stream = File.Create(given))
                model.WriteTo(stream);
            using (
                new OnnxSession(
                    given,
                    GraphOptimizationLevel.ORT_ENABLE_BASIC,
                    optimised: simple,
                    without: Kept
                )
            ) { }
            using var read = File.OpenRead(simple);
            return ModelProto.Parser.ParseFrom(read);
        }
        catch (InvalidDataException)
        {
            // What it does not know is refused by name when the graph is read.
            return model;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
