using CsCheck;
using Google.Protobuf;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Artifacts;
using Slimfront.Onnx.Importing;
using Slimfront.Onnx.Writing;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Tests;

/// <summary>A network that leaves as ONNX in single precision comes back as the same network.</summary>
public sealed class ReadingTests
{
    private static readonly Gen<Model> Models = PackedModels.Any.Select(m =>
        m with
        {
            Grids = Model.NoGrids,
            Masks = Model.NoMasks,
        }
    );

    [Test]
    public void A_written_network_is_read_as_the_same_graph_with_the_same_numbers() =>
        Models.Sample(
            model =>
            {
                var read = RoundTrip(model);
                var expected = WithoutDropout(model);
                Assert.Multiple(() =>
                {
                    Assert.That(read.Model.Graph.ToJson(), Is.EqualTo(expected.Graph.ToJson()));
                    Assert.That(read.Model.Normalisation, Is.EqualTo(expected.Normalisation));
                    foreach (var tensor in expected.Graph.Tensors.Where(IsLearnt))
                        Assert.That(
                            read.Model.Tensors[tensor.Name].ToArray(),
                            Is.EqualTo(expected.Tensors[tensor.Name].ToArray()),
                            tensor.Name
                        );
                });
            },
            iter: 100
        );

    // One file for each operator, so that none is forgotten: a graph with it, written and read.
    [TestCaseSource(nameof(Kinds))]
    public void Every_operator_comes_back(Operator operation, int inputs)
    {
        var builder = new GraphBuilder(Shape.Of(6, 5, 5)).Conv(6);
        var first = builder.Last;
        var sources = Enumerable.Repeat(first, 1).ToList();
        while (sources.Count < inputs)
        {
            builder.From(first).Conv(6);
            sources.Add(builder.Last);
        }
        if (operation is MeanProbabilities or Linear)
            for (var i = 0; i < inputs; i++)
                sources[i] = builder.From(sources[i]).Flatten().Linear(4).Last;
        builder.Then(operation.Prefix + "x", operation, [.. sources]);
        if (operation is not (MeanProbabilities or Linear or Flatten))
            builder.Flatten();
        var model = PackedModels.Of(builder.Linear(3).Build(), new Pcg(5)) with
        {
            Grids = Model.NoGrids,
            Masks = Model.NoMasks,
        };
        model = Plausible(model);
        var read = RoundTrip(model);
        Assert.Multiple(() =>
        {
            Assert.That(
                read.Model.Graph.ToJson(),
                Is.EqualTo(WithoutDropout(model).Graph.ToJson()),
                "the graph"
            );
            Assert.That(Answers(read.Model), Is.EqualTo(Answers(model)), "its answers");
        });
    }

    [Test]
    public void Every_operator_is_among_them() =>
        // A black box has a file already, and no nodes.
        Assert.That(
            Kinds()
                .Select(k => ((Operator)k[0]).Kind)
                .Append("input")
                .Append("output")
                .Append(new BlackBox("", 0, 1).Kind),
            Is.EquivalentTo(OperatorFormat.Kinds)
        );

    private static IEnumerable<object[]> Kinds() =>
        [
            [
                new Conv(
                    4,
                    new Extent(3, 2),
                    new Extent(2, 1),
                    new Border(0, 1, 2, 0),
                    2,
                    true,
                    new Extent(1, 2)
                ),
                1,
            ],
            [new BatchNorm(1e-3, 0.03), 1],
            [new Relu(), 1],
            [new Relu6(), 1],
            [new HardSwish(), 1],
            [new MaxPool(new Extent(2, 3), 2, new Border(1, 0, 0, 1)), 1],
            [new AvgPool(3, 2, 1, CountPadding: false), 1],
            [new GlobalAvgPool(), 1],
            [new Flatten(), 1],
            [new Linear(4, Bias: false), 1],
            [new Add(), 3],
            [new Concat(), 2],
            [new MeanProbabilities(), 3],
            [new Dropout(), 1],
            [new FakeQuantize(4), 1],
            [new Sigmoid(), 1],
            [new HardSigmoid(), 1],
            [new Gate(), 2],
            [new Silu(), 1],
            [new ChannelSlice(2, 3), 1],
            [new ChannelShuffle(3), 1],
            [new LeakyRelu(0.1), 1],
            [new PRelu(), 1],
            [new Elu(0.7), 1],
            [new Gelu(), 1],
            [new Tanh(), 1],
        ];

    [Test]
    public void Both_forms_of_gelu_come_back([Values] bool isTanh)
    {
        var graph = new GraphBuilder(Shape.Of(1, 3, 3))
            .Conv(2)
            .Then("gelu", new Gelu(isTanh))
            .Flatten()
            .Linear(2)
            .Build();
        Assert.That(RoundTrip(Plausible(PackedModels.Of(graph, new Pcg(1)))).Model.Graph, Is.EqualTo(graph));
    }

    private static bool IsLearnt(TensorSpec tensor) =>
        tensor.Role is not (TensorRole.RangeLow or TensorRole.RangeHigh);

    // Ranges that are none, or as in training: around 0.
    private static Model Plausible(Model model) =>
        model.Graph.Tensors.Aggregate(
            model with
            {
                Grids = Model.NoGrids,
                Masks = Model.NoMasks,
            },
            (m, t) =>
                t.Role switch
                {
                    TensorRole.RangeLow => m with { Tensors = m.Tensors.SetItem(t.Name, new[] { -1.7f }) },
                    TensorRole.RangeHigh => m with { Tensors = m.Tensors.SetItem(t.Name, new[] { 2.3f }) },
                    TensorRole.RunningVariance => m with
                    {
                        Tensors = m.Tensors.SetItem(
                            t.Name,
                            m.Tensors[t.Name].ToArray().Select(v => Math.Abs(v) + 0.5f).ToArray()
                        ),
                    },
                    _ => m,
                }
        );

    // Evaluation has no dropout, so neither has the file.
    private static Model WithoutDropout(Model model)
    {
        var source = new Dictionary<string, string>(StringComparer.Ordinal);
        var nodes = new List<Node>();
        foreach (var node in model.Graph.Nodes)
            if (node.Operator is Dropout)
                source[node.Name] = source.GetValueOrDefault(node.Inputs[0], node.Inputs[0]);
            else
                nodes.Add(
                    node with
                    {
                        Inputs = [.. node.Inputs.Select(i => source.GetValueOrDefault(i, i))],
                    }
                );
        return model with { Graph = new(nodes) };
    }

    private static OnnxNetwork RoundTrip(Model model)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, OnnxWriter.Write(model, new SingleStorage(), []).ToByteArray());
            return OnnxNetwork.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] Answers(Model model)
    {
        var random = new Pcg(3);
        var shape = model.Graph.Input;
        float[] values = [.. Enumerable.Range(0, 2 * shape.Elements).Select(_ => random.NextSingle() - 0.5f)];
        using var network = new Network(model, CPU);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var inputs = tensor(values).reshape([2, .. shape.Dimensions.Select(d => (long)d)]);
        return FlatBuffer.Read(network.Forward(inputs, training: false).Answers);
    }
}
