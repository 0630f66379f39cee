using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Reading;
using Slimfront.Onnx.Running;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Importing;

/// <summary>An ONNX file that ONNX Runtime runs as it is, on the CPU: a network that becomes no graph here can still teach.</summary>
internal sealed class OnnxBox : IRunningNetwork
{
    private readonly OnnxRunner _runner;

    private OnnxBox(byte[] file, Shape input, int threads)
    {
        var model = ModelProto.Parser.ParseFrom(file);
        var takesMany = BatchOf(model) == 0;
        var taken = InputReader.Fix(model, input);
        _runner = new(
            new(file, GraphOptimizationLevel.ORT_ENABLE_EXTENDED, threads),
            taken,
            takesMany ? null : taken.Batch ?? 1
        );
    }

    /// <summary>A model that is the file, without a softmax at its end; null where the file cannot be run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape of one example, channels first; null if the file leaves no length open.</param>
    public static Model? Of(string path, Shape? input)
    {
        try
        {
            var model = OnnxFile.Read(path);
            if (model.Graph.Output.Count != 1)
                return null;
            foreach (var tensor in model.Graph.Initializer)
                _ = OnnxConstant.Of(tensor);
            var takesMany = BatchOf(model) == 0;
            var shape = InputReader.Fix(model, input).Shape;
            if (takesMany)
                BatchDim(model).ClearDimValue();
            AnswerLogits(model.Graph);
            var file = model.ToByteArray();
            using var running = Open(file, shape, threads: 1);
            var answers = running.Answer(new float[shape.Elements], 1);
            return answers.Length > 0 && Array.TrueForAll(answers, float.IsFinite)
                ? BlackBoxes.Of(OnnxFiles.Technique.Key, file, shape, answers.Length)
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Loads a file that was kept.</summary>
    /// <exception cref="InvalidDataException">ONNX Runtime does not load it.</exception>
    public static OnnxBox Open(byte[] file, Shape input, int threads) => new(file, input, threads);

    /// <inheritdoc/>
    public float[] Answer(float[] inputs, int count) => _runner.Answer(inputs);

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    // Distillation compares logits, whatever the file answers in the end.
    private static void AnswerLogits(GraphProto graph)
    {
        var answer = graph.Output[0].Name;
        if (
            graph.Node.FirstOrDefault(n => n.Output.Contains(answer)) is
            { OpType: "Softmax" or "LogSoftmax" } last
        )
            graph.Output[0].Name = last.Input[0];
    }

    private static long BatchOf(ModelProto model) => BatchDim(model).DimValue;

    private static DimensionProto BatchDim(ModelProto model)
    {
        var constants = model.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return model.Graph.Input.First(i => !constants.Contains(i.Name)).Type.TensorType.Shape.Dim[0];
    }
}
