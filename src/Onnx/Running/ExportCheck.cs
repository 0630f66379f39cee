using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Schema;
using Slimfront.Search.Objectives;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Running;

/// <summary>What an exported file turned out to be in ONNX Runtime.</summary>
/// <param name="Difference">
/// The largest difference between an answer of ONNX Runtime, without optimisations, and the network's here, over some test examples; by
/// the largest answer.
/// </param>
/// <param name="Agreement">Of how many test examples the optimised file gives the same class as the finished model; 1 for all. NaN where answers are no classes.</param>
/// <param name="Model">What the finished model measures on the test split.</param>
/// <param name="File">What the file measures there, in ONNX Runtime with all optimisations.</param>
/// <param name="Operators">How often each operator stands in the optimised graph.</param>
/// <param name="Bytes">The file's length.</param>
public sealed record ExportCheck(
    double Difference,
    double Agreement,
    Measurement Model,
    Measurement File,
    ImmutableSortedDictionary<string, int> Operators,
    long Bytes
)
{
    private const int Batch = 100;
    private const int Compared = 64;

    /// <summary>Runs an exported file.</summary>
    /// <param name="exported">The file.</param>
    /// <param name="model">The finished model that it comes from.</param>
    /// <param name="data">What the model was made for.</param>
    /// <param name="measures">The measures to take, by key.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot load it.</exception>
    public static ExportCheck Run(
        ExportedModel exported,
        Model model,
        DeviceData data,
        IReadOnlyDictionary<string, IMeasure> measures
    ) => Run(exported, TestAnswers.Of(model, data, measures), data, measures);

    /// <summary>Runs an exported file of a model whose answers are known, as they are once for all of its forms.</summary>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot load it.</exception>
    internal static ExportCheck Run(
        ExportedModel exported,
        TestAnswers ours,
        DeviceData data,
        IReadOnlyDictionary<string, IMeasure> measures
    )
    {
        ArgumentNullException.ThrowIfNull(exported);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(measures);
        var optimised = Path.GetTempFileName();
        try
        {
            using var plain = new OnnxSession(exported.Path, GraphOptimizationLevel.ORT_DISABLE_ALL);
            using var fast = new OnnxSession(
                exported.Path,
                GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                optimised: optimised
            );
            var theirs = TestAnswers.Of(Answers(fast, data), data, measures);
            return new(
                Difference: Largest(exported.Network!, plain, data),
                Agreement: data.Data.Task.Answers == AnswerKind.Probabilities
                    ? Running.Agreement.Of(ours.Answers, theirs.Answers, data.Data.Targets.Outputs)
                    : double.NaN,
                ours.Measured,
                theirs.Measured,
                Count(optimised),
                new FileInfo(exported.Path).Length
            );
        }
        finally
        {
            System.IO.File.Delete(optimised);
        }
    }

    private static double Largest(Model network, OnnxSession session, DeviceData data)
    {
        var count = Math.Min(Compared, data.Data.Split.Test.Length);
        using var here = new Network(network, data[TestAnswers.Split].Device);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var batches = data[TestAnswers.Split].Pass(count);
        var ours = FlatBuffer.Read(here.Forward(batches[0].Inputs, training: false).Answers);
        var theirs = session.Run(
            RawExamples.Of(data, TestAnswers.Split, 0, count),
            RawExamples.ShapeOf(data, count)
        );
        var largest = ours.Max(Math.Abs);
        return Running.Agreement.Farthest(ours, theirs) / Math.Max(largest, float.Epsilon);
    }

    private static float[] Answers(OnnxSession session, DeviceData data)
    {
        var all = new List<float>();
        var total = data.Data.Split.Test.Length;
        for (var start = 0; start < total; start += Batch)
        {
            var count = Math.Min(Batch, total - start);
            all.AddRange(
                session.Run(
                    RawExamples.Of(data, TestAnswers.Split, start, count),
                    RawExamples.ShapeOf(data, count)
                )
            );
        }
        return [.. all];
    }

    private static ImmutableSortedDictionary<string, int> Count(string path)
    {
        using var stream = System.IO.File.OpenRead(path);
        return ModelProto
            .Parser.ParseFrom(stream)
            .Graph.Node.CountBy(n => n.OpType)
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
