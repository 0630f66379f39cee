using System.Runtime.InteropServices;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Distillation.Losses;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Optimizers;
using Slimfront.Engine.Training.Schedules;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Bench;

/// <summary>What both sides train: a network, its start, and data drawn at random.</summary>
/// <param name="Name">For tables and for the peer.</param>
/// <param name="Graph">The network.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="Steps">Steps of an epoch.</param>
public sealed record Workload(string Name, ModelGraph Graph, int Batch, int Steps)
{
    private const float UnitVariance = 3.4641f;
    private static readonly Normalisation Plain = new([0], [1]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("digits", new PlainCnn(4, 1).Build(Shape.Of(1, 8, 8), 10), Batch: 64, Steps: 16),
        new("fashion", Fashion(), Batch: 128, Steps: 16),
    ];

    /// <summary>Images of an epoch.</summary>
    public int Count => Batch * Steps;

    /// <summary>Where training starts.</summary>
    public Model Start { get; } = FreshModel.Of(Graph, Plain, seed: 1);

    /// <summary>Images, shape [count, 1, side, side].</summary>
    public float[] Inputs { get; } = Draw("inputs", Batch * Steps * Graph.Input.Elements);

    /// <summary>Logits of a teacher that does not exist, shape [count, classes].</summary>
    public float[] Answers { get; } = Draw("answers", (long)Batch * Steps * Graph.Outputs);

    /// <summary>The class of every image.</summary>
    public long[] Labels { get; } =
    [.. Enumerable.Range(0, Batch * Steps).Select(i => i * 7L % Graph.Outputs)];

    /// <summary>What measures answers.</summary>
    public static IMeter Meter() => new Accuracy().Meter(new Labels([0, 1], ["0", "1"]));

    /// <summary>A split of the first images.</summary>
    public ResidentExamples Split(int count) =>
        new(
            tensor(Inputs.AsMemory(0, count * (int)Graph.Input.Elements).ToArray(), Shaped(count))
                .DetachFromDisposeScope(),
            tensor(Labels.AsMemory(0, count).ToArray()).DetachFromDisposeScope()
        );

    /// <summary>Training as a stage does it, with the peer's settings.</summary>
    public TrainingLoop Training(Network network, ResidentExamples data, IBatchLoss loss) =>
        new(
            network,
            data,
            new()
            {
                Epochs = 1_000_000,
                Batch = Batch,
                Optimizer = new Sgd(0.9, nesterov: true),
                LearningRate = 0.01,
                WeightDecay = 5e-4,
                Schedule = new(new ConstantRate(), 0),
            },
            loss,
            seed: 1
        );

    /// <summary>Cross entropy, or the loss of a student whose teacher's answers are recorded.</summary>
    public IBatchLoss Loss(string name) =>
        name == "labels"
            ? new TargetLoss(new CrossEntropy())
            : new DistillationObjective(
                new SoftTarget(temperature: 4, alpha: 0.9),
                new RecordedTeacher(tensor(Answers, [Count, Graph.Outputs]).DetachFromDisposeScope()),
                new CrossEntropy()
            );

    /// <summary>Leaves for the peer what it starts from: raw numbers, parameters in the network's order.</summary>
    public void Export(string folder)
    {
        var parameters = Graph
            .Tensors.Where(t => t.IsTrainable)
            .SelectMany(t => Start.Tensors[t.Name].ToArray());
        Write(folder, "parameters", parameters.ToArray());
        Write(folder, "inputs", Inputs);
        Write(folder, "answers", Answers);
        Write(folder, "labels", Labels);
    }

    private long[] Shaped(int count) => [count, .. Graph.Input.Dimensions.Select(d => (long)d)];

    private static ModelGraph Fashion()
    {
        var builder = new GraphBuilder(Shape.Of(1, 28, 28));
        foreach (var channels in new[] { 32, 64, 128 })
            builder.Conv(channels, bias: false).BatchNorm().Relu().MaxPool();
        return builder.Flatten().Linear(10).Build();
    }

    private static float[] Draw(string purpose, long count)
    {
        var random = Seed.For(1, purpose);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() - 0.5f) * UnitVariance;
        return values;
    }

    private static void Write<T>(string folder, string name, T[] values)
        where T : struct =>
        File.WriteAllBytes(Path.Combine(folder, $"{name}.bin"), MemoryMarshal.AsBytes(values.AsSpan()));
}
