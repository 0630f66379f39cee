using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tests.Graphs;

public sealed class GraphJsonTests
{
    internal static ModelGraph EveryOperator()
    {
        var builder = new GraphBuilder(Shape.Of(4, 12, 12))
            .Conv(8, kernel: 5, stride: 2, groups: 2, bias: false)
            .BatchNorm()
            .Relu();
        var trunk = builder.Last;
        builder.GlobalAvgPool().Then("conv", new Conv(8, new Extent(1, 1), new Extent(2, 1)));
        var weights = builder.Then("sigmoid", new Sigmoid()).Last;
        return builder
            .From(trunk)
            .Then("gate", new Gate(), [trunk, weights])
            .Then(
                "conv",
                new Conv(
                    8,
                    new Extent(3, 2),
                    new Extent(1, 2),
                    new Border(1, 2, 3, 4),
                    2,
                    false,
                    new Extent(2, 3)
                )
            )
            .Then("act", new HardSigmoid(0.2))
            .Then("act", new Silu())
            .Then("slice", new ChannelSlice(1, 6))
            .Then("shuffle", new ChannelShuffle(3))
            .Then("act", new LeakyRelu(0.2))
            .Then("act", new PRelu())
            .Then("act", new Elu(0.5))
            .Then("act", new Gelu(IsTanh: true))
            .Then("act", new Tanh())
            .Then("pool", new MaxPool(3, new Extent(1, 2), new Border(1, 0, 1, 2)))
            .Then("pool", new AvgPool(new Extent(3, 2), 1, new Border(0, 1, 2, 1), CountPadding: false))
            .Conv(6)
            .Then("act", new Relu6())
            .Add("pool3")
            .Then("act", new HardSwish())
            .Concat("pool3")
            .MaxPool()
            .Then("pool", new AvgPool(3, 1, 1))
            .GlobalAvgPool()
            .Flatten()
            .Dropout(0.25)
            .Linear(3, bias: false)
            .Then("round", new FakeQuantize(4, IsSymmetric: true))
            .Then("box", new BlackBox("onnx", 6, 3))
            .Then("mean", new MeanProbabilities())
            .Build();
    }

    [Test]
    public void Every_operator_survives_its_text_form()
    {
        var graph = EveryOperator();
        Assert.That(
            graph.Nodes.Select(n => n.Operator.Kind).Distinct(StringComparer.Ordinal),
            Is.EquivalentTo(OperatorFormat.Kinds)
        );
        var read = ModelGraph.FromJson(graph.ToJson());
        Assert.That(read, Is.EqualTo(graph));
        Assert.That(read.ToJson(), Is.EqualTo(graph.ToJson()));
    }

    [Test]
    public void The_text_form_is_pinned_because_stored_models_hold_it() =>
        Assert.That(
            new GraphBuilder(Shape.Of(1, 4, 4)).Conv(2).Flatten().Linear(3).Build().ToJson(),
            Is.EqualTo(
                """
                {"format":1,"nodes":[{"name":"input","operator":"input","inputs":[],"shape":[1,4,4]},
                {"name":"conv1","operator":"conv","inputs":["input"],"out":2,"kernel":3,"stride":1,"padding":1,"groups":1,"bias":true},
                {"name":"flatten1","operator":"flatten","inputs":["conv1"]},
                {"name":"fc1","operator":"linear","inputs":["flatten1"],"out":3,"bias":true},
                {"name":"output","operator":"output","inputs":["fc1"]}]}
                """.ReplaceLineEndings("")
            )
        );

    // Readers of format 1 would pass over what they do not know, and compute another convolution.
    [Test]
    public void Attributes_that_format_1_did_not_know_make_it_format_2_where_they_are_not_usual()
    {
        var (square, wide) = (
            Text(new Conv(2, 3)),
            Text(new Conv(2, new Extent(3, 1), 1, new Border(0, 0, 1, 0)))
        );
        Assert.That(square, Does.StartWith("{\"format\":1,").And.Not.Contains("width"));
        Assert.That(wide, Does.StartWith("{\"format\":2,"));
        Assert.That(
            wide,
            Does.Contain(
                "\"kernel\":3,\"stride\":1,\"padding\":0,\"groups\":1,\"bias\":true,\"kernel-width\":1,\"padding-bottom\":1}"
            )
        );

        static string Text(Conv conv) =>
            new GraphBuilder(Shape.Of(1, 4, 4)).Then("conv", conv).Flatten().Linear(3).Build().ToJson();
    }

    [Test]
    public void An_unknown_operator_is_refused_by_name()
    {
        var text = EveryOperator()
            .ToJson()
            .Replace("\"hard-swish\"", "\"softplus\"", StringComparison.Ordinal);
        Assert.That(
            () => ModelGraph.FromJson(text),
            Throws
                .TypeOf<GraphException>()
                .With.Message.StartsWith(
                    "Node 'act9': no operator is called 'softplus'. Known: add, avg-pool,"
                )
        );
    }

    [TestCase("{\"format\":3,\"nodes\":[]}", "The graph has format 3; this version reads formats 1 and 2.")]
    [TestCase("{\"format\":1,\"nodes\":[]}", "A graph starts with its input and ends with its output.")]
    public void Another_format_or_an_empty_graph_is_refused(string text, string message) =>
        Assert.That(
            () => ModelGraph.FromJson(text),
            Throws.TypeOf<GraphException>().With.Message.EqualTo(message)
        );

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"format\":1,\"nodes\":[{\"name\":3}]}")]
    [TestCase("{\"format\":1,\"nodes\":[{\"name\":\"c\",\"operator\":\"conv\",\"inputs\":[],\"out\":1.5}]}")]
    public void What_is_not_a_graph_is_refused_with_a_GraphException(string text) =>
        Assert.That(() => ModelGraph.FromJson(text), Throws.TypeOf<GraphException>());

    [Test]
    public void Graphs_are_equal_by_content()
    {
        var (one, same) = (EveryOperator(), EveryOperator());
        var other = new GraphBuilder(one.Input).Flatten().Linear(3).Build();
        Assert.That(one, Is.EqualTo(same).And.Not.EqualTo(other));
        Assert.That(one.GetHashCode(), Is.EqualTo(same.GetHashCode()));
    }
}
