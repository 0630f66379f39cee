using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Criteria;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>Scores from batches, against the same written out in float64.</summary>
public sealed class BatchScoresTests
{
    private const int Inputs = 3;
    private const int Hidden = 2;
    private const int Examples = 80;
    private const ulong Judge = 5;

    // x → W₁·x → relu → W₂·h, no biases. The second neuron listens to one input in the opposite direction.
    private static readonly double[][] First =
    [
        [0.5, -1, 0.25],
        [-0.75, 0, 0],
    ];
    private static readonly double[][] Second =
    [
        [1, -0.5],
        [-0.25, 2],
    ];

    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(Inputs))
        .Linear(Hidden, bias: false)
        .Relu()
        .Linear(2, bias: false)
        .Build();

    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    [Test]
    public void Taylor_is_the_mean_over_batches_of_the_squared_sum()
    {
        // 80 examples are a batch of 64 and one of 16; each counts half.
        var (inputs, labels) = Data();
        var order = Enumerable.Range(0, Examples).Select(i => (long)i).ToArray();
        Seed.For(Judge, "judge").Shuffle(order);
        var expected = new double[Hidden];
        foreach (var batch in (long[][])[order[..64], order[64..]])
            for (var n = 0; n < Hidden; n++)
                expected[n] +=
                    Math.Pow(batch.Sum(i => Product(inputs[i], labels[i], n)) / batch.Length, 2) / 2;
        Assert.That(Scores(new Taylor()), Is.EqualTo(expected).Within(1e-4).Percent);
    }

    [Test]
    public void Zeros_are_counted_over_examples_and_not_over_batches()
    {
        var (inputs, _) = Data();
        var expected = First.Select(w => inputs.Count(x => Dot(w, x) > 0) / (double)Examples).ToArray();
        var scores = Scores(new Apoz());
        Assert.That(scores, Is.EqualTo(expected).Within(1e-12));
        Assert.That(scores, Has.All.InRange(0.2, 0.8), "neither always nor never");
    }

    [Test]
    public void Judging_leaves_no_gradients_and_no_tensors()
    {
        using var network = Made();
        var (inputs, labels) = Data();
        using var split = Split(inputs, labels);
        foreach (var criterion in (IPruningCriterion[])[new Taylor(), new Apoz()])
        {
            Leaks.None(() =>
                BatchScores.Of(ChannelMap.Of(Graph), network, split, criterion, new CrossEntropy(), Judge)
            );
            Assert.That(network.Gradients.data<float>().ToArray(), Has.All.Zero);
        }
    }

    [Test]
    public void The_channels_of_a_sum_are_seen_after_every_rectifier_they_go_through()
    {
        var builder = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(2).Relu();
        var trunk = builder.Last;
        var graph = builder.Conv(3).Relu().Conv(2).Add(trunk).Relu().Flatten().Linear(2).Build();
        var map = ChannelMap.Of(graph);
        var sites = Rectified.Of(map);
        Assert.That(map.Groups.Select(g => g.Name), Is.EqualTo(new[] { "conv1+conv3", "conv2" }));
        Assert.That(sites[0].Select(s => s.Node), Is.EqualTo(new[] { "relu1", "relu3" }));
        Assert.That(sites[1].Select(s => s.Node), Is.EqualTo(new[] { "relu2" }));
    }

    [Test]
    public void A_layer_that_no_rectifier_follows_has_no_zeros_to_count()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(2)
            .Then("act", new HardSwish())
            .Conv(3)
            .Relu()
            .Flatten()
            .Linear(2)
            .Build();
        Assert.That(
            () => new Apoz().Check(ChannelMap.Of(graph)),
            Throws
                .TypeOf<GraphException>()
                .With.Message.EqualTo(
                    "The criterion 'apoz' counts zeros after rectifiers, but no rectifier follows 'conv1'."
                )
        );
    }

    // Σ g·w over a neuron's weights for one example: (∂L/∂h)·(w·x) where the neuron is active.
    private static double Product(double[] x, int label, int neuron)
    {
        var hidden = First.Select(w => Math.Max(0, Dot(w, x))).ToArray();
        var exponentials = Second.Select(w => Math.Exp(Dot(w, hidden))).ToArray();
        var sum = exponentials.Sum();
        var pull = Second
            .Select((w, k) => w[neuron] * ((exponentials[k] / sum) - (k == label ? 1 : 0)))
            .Sum();
        return pull * hidden[neuron];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static (double[][] Inputs, int[] Labels) Data()
    {
        var random = new Pcg(17);
        double[][] inputs =
        [
            .. Enumerable
                .Range(0, Examples)
                .Select(_ =>
                    Enumerable.Range(0, Inputs).Select(_ => (double)((2 * random.NextSingle()) - 1)).ToArray()
                ),
        ];
        return (inputs, [.. inputs.Select(x => x[0] + x[1] > 0 ? 1 : 0)]);
    }

    private static ResidentExamples Split(double[][] inputs, int[] labels)
    {
        float[] flat = [.. inputs.SelectMany(x => x).Select(v => (float)v)];
        return new(
            tensor(flat, [Examples, Inputs]).DetachFromDisposeScope(),
            tensor([.. labels.Select(l => (long)l)]).DetachFromDisposeScope()
        );
    }

    private static Engine.Networks.Network Made()
    {
        var tensors = ImmutableSortedDictionary
            .Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal)
            .Add("fc1.weight", Floats(First))
            .Add("fc2.weight", Floats(Second));
        return new Engine.Networks.Network(new Model(Graph, new Normalisation([0], [1]), tensors), CPU);
    }

    private static ReadOnlyMemory<float> Floats(double[][] rows) =>
        rows.SelectMany(r => r).Select(v => (float)v).ToArray();

    private static double[] Scores(IPruningCriterion criterion)
    {
        using var network = Made();
        var (inputs, labels) = Data();
        using var split = Split(inputs, labels);
        return BatchScores.Of(ChannelMap.Of(Graph), network, split, criterion, new CrossEntropy(), Judge)[0];
    }
}
