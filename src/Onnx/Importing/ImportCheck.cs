using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Slimfront.Engine.Data;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Onnx.Running;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Importing;

/// <summary>How far a network that was read answers as its file does in ONNX Runtime, without optimisations.</summary>
/// <param name="Examples">How many inputs both were given.</param>
/// <param name="Difference">The largest difference between two answers.</param>
/// <param name="Largest">The largest answer, by magnitude.</param>
/// <param name="Agreement">For how many inputs the largest answer is the same one; 1 for all.</param>
public sealed record ImportCheck(int Examples, double Difference, double Largest, double Agreement)
{
    private const int AtOnce = 32;

    /// <summary>What the network answered, one input after the other.</summary>
    public ReadOnlyMemory<float> Answers { get; private init; }

    /// <summary>Compares them on random inputs: normally distributed, as what the file's normalisation expects.</summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">How many.</param>
    /// <param name="seed">Where the inputs come from.</param>
    public static ImportCheck OnRandomInputs(OnnxNetwork network, int examples, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        var random = new Pcg(seed);
        var (shape, normalisation) = (network.Model.Graph.Input, network.Model.Normalisation);
        var inputs = new float[examples * shape.Elements];
        for (var i = 0; i < inputs.Length; i++)
        {
            var channel = i % shape.Elements / shape.Positions;
            inputs[i] = (float)(
                (StandardNormal.Draw(random) * normalisation.Deviation[channel]) + normalisation.Mean[channel]
            );
        }
        return Of(network, inputs);
    }

    /// <summary>Compares them on inputs as the file takes them, but channels first.</summary>
    /// <exception cref="InvalidDataException">ONNX Runtime does not load the file.</exception>
    public static ImportCheck Of(OnnxNetwork network, float[] inputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputs);
        var size = network.Model.Graph.Input.Elements;
        var ours = Ours(network, inputs);
        var theirs = Theirs(network, inputs);
        if (ours.Length != theirs.Length)
            throw new InvalidDataException(
                $"the file answers {theirs.Length} numbers where the network answers {ours.Length}."
            );
        var examples = inputs.Length / size;
        return new(
            examples,
            Running.Agreement.Farthest(ours, theirs),
            ours.Max(Math.Abs),
            Running.Agreement.Of(ours, theirs, ours.Length / examples)
        )
        {
            Answers = ours,
        };
    }

    /// <summary>What the answers are worth, if they are those for examples of a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="examples">Which examples were answered.</param>
    /// <param name="measures">The measures to take, by key.</param>
    public Measurement Measured(
        DataSet data,
        ImmutableArray<int> examples,
        IReadOnlyDictionary<string, IMeasure> measures
    ) => TestAnswers.Of(Answers.ToArray(), data.Targets, examples, measures).Measured;

    private static float[] Ours(OnnxNetwork network, float[] inputs)
    {
        var (shape, answers) = (network.Model.Graph.Input, new List<float>());
        using var here = new Network(network.Model, CPU);
        using var inference = inference_mode();
        for (var start = 0; start < inputs.Length; start += AtOnce * shape.Elements)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(AtOnce * shape.Elements, inputs.Length - start);
            var batch = tensor(
                    Normalised(inputs.AsSpan(start, count), network.Model.Normalisation, shape.Elements)
                )
                .reshape([-1, .. shape.Dimensions.Select(d => (long)d)]);
            var logits = here.Forward(batch, training: false).Answers;
            answers.AddRange(
                FlatBuffer.Read(
                    network.Dropped switch
                    {
                        "Softmax" => logits.softmax(1),
                        "LogSoftmax" => logits.log_softmax(1),
                        _ => logits,
                    }
                )
            );
        }
        return [.. answers];
    }

    private static float[] Normalised(ReadOnlySpan<float> inputs, Normalisation normalisation, int size)
    {
        var normalised = new float[inputs.Length];
        for (var start = 0; start < inputs.Length; start += size)
            normalisation.Apply(inputs.Slice(start, size), normalised.AsSpan(start, size));
        return normalised;
    }

    private static float[] Theirs(OnnxNetwork network, float[] inputs)
    {
        using var file = new OnnxRunner(
            new(network.Path, GraphOptimizationLevel.ORT_DISABLE_ALL),
            network.Input,
            network.Input.Batch ?? 1
        );
        return file.Answer(inputs);
    }
}
