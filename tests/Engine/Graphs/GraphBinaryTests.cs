using CsCheck;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Tests.Pruning;

namespace Slimfront.Engine.Tests.Graphs;

public sealed class GraphBinaryTests
{
    [Test]
    public void The_packed_form_is_pinned_because_stored_models_hold_it() =>
        Assert.That(
            Bytes(new GraphBuilder(Shape.Of(1, 4, 4)).Conv(2).Flatten().Linear(3).Build()),
            Is.EqualTo((byte[])[5, 0, 3, 1, 4, 4, 2, 2, 18, 20, 3, 32])
        );

    [Test]
    public void The_numbers_of_operators_are_pinned_because_stored_models_hold_them() =>
        Assert.That(
            Enumerable.Range(0, OperatorFormat.Kinds.Count()).Select(n => OperatorFormat.Blank(n).Kind),
            Is.EqualTo(
                (string[])
                    [
                        "input",
                        "conv",
                        "batch-norm",
                        "relu",
                        "relu6",
                        "hard-swish",
                        "max-pool",
                        "avg-pool",
                        "global-avg-pool",
                        "flatten",
                        "linear",
                        "add",
                        "concat",
                        "mean-probabilities",
                        "dropout",
                        "fake-quantize",
                        "output",
                        "sigmoid",
                        "hard-sigmoid",
                        "gate",
                        "silu",
                        "channel-slice",
                        "channel-shuffle",
                        "leaky-relu",
                        "prelu",
                        "elu",
                        "gelu",
                        "tanh",
                        "black-box",
                    ]
            )
        );

    [Test]
    public void Every_operator_survives_its_packed_form()
    {
        var graph = GraphJsonTests.EveryOperator();
        Assert.That(Read(Bytes(graph)), Is.EqualTo(graph));
    }

    // What follows the number of nodes, the input (5 bytes) and before the output (1 byte).
    [TestCase(new byte[] { 2, 8 }, TestName = "a convolution with all that is usual: number, width")]
    [TestCase(
        new byte[] { 3, 16, 8, 2 },
        3,
        2,
        1,
        1,
        true,
        TestName = "another stride: bit 1 of the attributes"
    )]
    [TestCase(new byte[] { 3, 0x80, 1, 8 }, 3, 1, 1, 1, false, TestName = "no bias: bit 4, without a value")]
    [TestCase(new byte[] { 3, 8, 8, 1 }, 1, 1, 0, 1, true, TestName = "kernel 1 has padding 0 as usual")]
    [TestCase(new byte[] { 3, 40, 8, 5, 0 }, 5, 1, 0, 1, true, TestName = "kernel and padding")]
    public void Usual_attributes_take_no_room(
        byte[] expected,
        int kernel = 3,
        int stride = 1,
        int padding = 1,
        int groups = 1,
        bool bias = true
    )
    {
        var graph = new GraphBuilder(Shape.Of(1, 9, 9))
            .Conv(8, kernel, stride, padding, groups, bias)
            .GlobalAvgPool()
            .Flatten()
            .Build();
        Assert.That(Bytes(graph)[6..^3], Is.EqualTo(expected));
        Assert.That(Read(Bytes(graph)), Is.EqualTo(graph));
    }

    [Test]
    public void Windows_that_are_not_square_take_a_byte_for_each_side_that_is_not_usual()
    {
        var (square, wide, uneven) = (
            Windows(new Conv(8, 3, 1, 1)),
            Windows(new Conv(8, new Extent(3, 5), 1, 1)),
            Windows(new Conv(8, 3, 1, new Border(1, 1, 2, 1), Dilation: new Extent(1, 2)))
        );
        // A second byte for the bits of attributes beyond the fifth, which are of later versions.
        Assert.That(Bytes(wide), Has.Length.EqualTo(Bytes(square).Length + 1 + 2));
        Assert.That(Bytes(uneven), Has.Length.EqualTo(Bytes(square).Length + 2 + 3));
        foreach (var graph in (ModelGraph[])[square, wide, uneven])
            Assert.That(Read(Bytes(graph)), Is.EqualTo(graph));

        static ModelGraph Windows(Conv conv) =>
            new GraphBuilder(Shape.Of(1, 9, 9)).Then("conv", conv).GlobalAvgPool().Flatten().Build();
    }

    [Test]
    public void Names_that_follow_from_the_graph_take_no_room()
    {
        var graph = new GraphBuilder(Shape.Of(3, 8, 8)).Conv(4).BatchNorm().Relu().Conv(4).BatchNorm();
        var built = graph.Relu().MaxPool().GlobalAvgPool().Flatten().Linear(3).Build();
        var quantized = new QuantizationScheme(CodeSet.Signed(4), true, ActivationPoints.Layers).Of(built);
        foreach (
            var each in (ModelGraph[])
                [built, quantized, SideBySide.Member(SideBySide.Ensemble([built]), "m1-")]
        )
            Assert.That(
                Bytes(Renamed(each)),
                Has.Length.GreaterThan(Bytes(each).Length + (2 * (each.Nodes.Length - 2)))
            );
        Assert.That(
            Bytes(quantized).Length - Bytes(built).Length,
            Is.EqualTo(3 - 2),
            "a byte a point less a byte a norm"
        );
    }

    [Test]
    public void A_member_of_an_ensemble_costs_its_stem_once()
    {
        var member = new GraphBuilder(Shape.Of(4)).Linear(8).Relu().Linear(3).Build();
        var (two, three) = (
            SideBySide.Ensemble([member, member]),
            SideBySide.Ensemble([member, member, member])
        );
        // Three nodes with two widths; the first is unusual (1), with its input (2) and its stem "m3-" (4); mean takes one more (1).
        Assert.That(Bytes(three).Length - Bytes(two).Length, Is.EqualTo(3 + 2 + 1 + 2 + 4 + 1));
        Assert.That(Read(Bytes(three)), Is.EqualTo(three));
    }

    [Test]
    public void Any_graph_under_any_names_survives() =>
        Gen.Select(RandomGraphs.Any, Name.Array[1, 12])
            .Sample(
                (graph, names) =>
                {
                    var folded = BatchNormFolding.Fold(graph);
                    var scheme = new QuantizationScheme(CodeSet.Signed(8), true, ActivationPoints.Layers);
                    ModelGraph[] all =
                    [
                        graph,
                        folded,
                        scheme.Of(graph),
                        SideBySide.Ensemble([graph, folded]),
                        Renamed(graph, names),
                    ];
                    return all.All(g => Read(Bytes(g)).Equals(g));
                },
                iter: 1000
            );

    [Test]
    public void Wider_layers_never_make_a_graph_shorter() =>
        Gen.Select(RandomGraphs.Any, Gen.Int[1, 300], Gen.Int[1, 300])
            .Sample(
                (graph, one, other) =>
                    Bytes(Widened(graph, Math.Min(one, other))).Length
                    <= Bytes(Widened(graph, Math.Max(one, other))).Length,
                iter: 1000
            );

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.Const("conv7"),
        Gen.Const("conv007"),
        Gen.Const("conv"),
        Gen.Const("m2-fc3"),
        Gen.Const("m2-bn99999999999"),
        Gen.Const("bn2147483647"),
        Gen.Const("relu2147483646"),
        Gen.Const("output"),
        Gen.Const("a-quantize"),
        Gen.Char["abz-_059"].Array[1, 9].Select(c => new string(c))
    );

    private static byte[] Bytes(ModelGraph graph)
    {
        var bytes = new ByteWriter();
        GraphBinary.Write(bytes, graph);
        return bytes.ToArray();
    }

    private static ModelGraph Read(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        var graph = GraphBinary.Read(reader);
        Assert.That(reader.Left, Is.Zero);
        return graph;
    }

    // Names that are taken already get an "x" more.
    private static ModelGraph Renamed(ModelGraph graph, params string[] names)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var name = names.Length == 0 ? $"node-{i}x" : names[i % names.Length];
            while (taken.ContainsValue(name))
                name += "x";
            taken.Add(graph.Nodes[i].Name, name);
        }
        return new(
            graph.Nodes.Select(n => new Node(taken[n.Name], n.Operator, [.. n.Inputs.Select(i => taken[i])]))
        );
    }

    // A chain, so that every width is free; depthwise where the graph is.
    private static ModelGraph Widened(ModelGraph graph, int width)
    {
        var builder = new GraphBuilder(graph.Input).Conv(width);
        foreach (var node in graph.Nodes)
            _ = node.Operator switch
            {
                Conv { Groups: > 2 } => builder.Conv(width, groups: width),
                Conv conv => builder.Conv(width, bias: conv.Bias),
                BatchNorm => builder.BatchNorm(),
                _ => builder.Relu(),
            };
        return builder.Flatten().Linear(3).Build();
    }
}
