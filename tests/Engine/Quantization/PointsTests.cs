using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Stages;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class PointsTests
{
    private static readonly string[] Families = [.. StageTechniques.Of().Families.All.Select(f => f.Key)];

    [TestCaseSource(nameof(Families))]
    public void With_all_points_integers_are_taken_wherever_integers_can_be_computed_with(string family)
    {
        var graph = At(Folded(family), ActivationPoints.All);
        var nodes = graph.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is Conv or Linear or Add or Concat or MaxPool or AvgPool or GlobalAvgPool)
                Assert.That(node.Inputs.All(OnGrid), $"{family} {node.Name}");
            // A rectifier takes the sum or layer before it as it is, so that they become one operation.
            if (node.Operator is Relu or Relu6 && nodes[node.Inputs[0]].Operator is Conv or Linear or Add)
                Assert.That(Readers(graph, node.Inputs[0]), Is.EqualTo(new[] { node.Name }), node.Name);
            Assert.That(node.Operator is Output && OnGrid(node.Inputs[0]), Is.False);
            Assert.That(node.Operator is FakeQuantize && OnGrid(node.Inputs[0]), Is.False, node.Name);
        }

        bool OnGrid(string name) =>
            nodes[name].Operator is FakeQuantize
            || (
                nodes[name].Operator is MaxPool or Flatten or Dropout or Relu
                && nodes[name].Inputs.All(OnGrid)
            );
    }

    [TestCaseSource(nameof(Families))]
    public void Points_change_nothing_else(string family)
    {
        var graph = Folded(family);
        foreach (var points in Enum.GetValues<ActivationPoints>())
        {
            var with = At(graph, points);
            var inputs = with
                .Nodes.Where(n => n.Operator is FakeQuantize)
                .ToDictionary(n => n.Name, n => n.Inputs[0], StringComparer.Ordinal);
            var without = new ModelGraph(
                with.Nodes.Where(n => n.Operator is not FakeQuantize)
                    .Select(n =>
                        n with
                        {
                            Inputs = [.. n.Inputs.Select(i => inputs.GetValueOrDefault(i, i))],
                        }
                    )
            );
            Assert.That(without, Is.EqualTo(graph), $"{points}");
            Assert.That(inputs.Values, Is.Unique);
        }
    }

    // By hand: conv → relu → [point] → pool → flatten → fc; the layer takes pooled values on the grid of the point.
    [Test]
    public void A_plain_network_has_a_point_after_its_input_and_after_each_rectifier()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(2).Relu().MaxPool().Flatten().Linear(3).Build();
        Assert.That(
            string.Join(' ', At(graph, ActivationPoints.All).Nodes.Select(n => n.Name)),
            Is.EqualTo("input input-quantize conv1 relu1 relu1-quantize pool1 flatten1 fc1 output")
        );
        Assert.That(
            string.Join(' ', At(graph, ActivationPoints.Layers).Nodes.Select(n => n.Name)),
            Is.EqualTo("input input-quantize conv1 relu1 pool1 flatten1 flatten1-quantize fc1 output")
        );
    }

    // By hand: parts of a rounded value and shuffled ones are on its grid, what a gate or a SiLU computes is not.
    [Test]
    public void What_chooses_among_rounded_values_needs_no_point_and_what_computes_does()
    {
        var builder = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(4).Then("act", new Silu());
        builder.Then("shuffle", new ChannelShuffle()).Then("slice", new ChannelSlice(0, 2));
        builder.Then("gate", new Gate(), "slice1", "slice1");
        Assert.That(
            string.Join(
                ' ',
                At(builder.Flatten().Linear(3).Build(), ActivationPoints.All).Nodes.Select(n => n.Name)
            ),
            Is.EqualTo(
                "input input-quantize conv1 conv1-quantize act1 act1-quantize shuffle1 slice1 gate1 gate1-quantize flatten1 fc1 output"
            )
        );
    }

    [Test]
    public void Logits_that_are_flattened_are_not_rounded()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(3).GlobalAvgPool().Flatten().Build();
        var nodes = At(graph, ActivationPoints.All).Nodes.Select(n => n.Name);
        Assert.That(
            string.Join(' ', nodes),
            Is.EqualTo("input input-quantize conv1 conv1-quantize pool1 flatten1 output")
        );
    }

    [TestCase("plain-cnn", "conv1 fc1")]
    [TestCase("mlp", "fc1 fc2")]
    [TestCase("resnet", "conv1 fc1")]
    [TestCase("densenet", "conv1 fc1")]
    public void The_ends_take_the_input_and_make_the_logits(string family, string ends)
    {
        foreach (var points in Enum.GetValues<ActivationPoints>())
            Assert.That(Ends.Of(At(Folded(family), points)).Order(), Is.EqualTo(ends.Split(' ')));
    }

    [Test]
    public void Every_member_of_an_ensemble_has_its_ends()
    {
        var graph = new GraphBuilder(Shape.Of(4))
            .Linear(3)
            .Linear(3)
            .Linear(2)
            .From("input")
            .Linear(2)
            .Then("mean", new MeanProbabilities(), ["fc3", "fc4"])
            .Build();
        Assert.That(Ends.Of(graph).Order(), Is.EqualTo(new[] { "fc1", "fc3", "fc4" }));
    }

    [Test]
    public void Ends_of_eight_bits_are_those_of_the_plan_and_of_the_model()
    {
        var scheme = new QuantizationScheme(CodeSet.Ternary, IsPerChannel: true)
        {
            EndCodes = CodeSet.Signed(7),
        };
        var model = scheme.Finish(scheme.Prepare(BatchNormFoldingTests.RandomModel(Graph("resnet"), 1)));
        foreach (var (name, grid) in model.Grids)
            Assert.That(
                grid.Codes,
                Is.EqualTo(name is "conv1.weight" or "fc1.weight" ? CodeSet.Signed(7) : CodeSet.Ternary),
                name
            );
        Assert.That(
            scheme
                .Of(new Slimfront.Engine.Pruning.Sizes.StoredGraph(Graph("resnet"), StoragePlan.Plain))
                .Storage,
            Is.EqualTo(StoragePlan.Of(model))
        );
    }

    private static ModelGraph Graph(string family) => BatchNormFoldingTests.Graph(family);

    private static ModelGraph Folded(string family) => BatchNormFolding.Fold(Graph(family));

    private static ModelGraph At(ModelGraph graph, ActivationPoints points) => Points.At(graph, points);

    private static IEnumerable<string> Readers(ModelGraph graph, string node) =>
        graph.Nodes.Where(n => n.Inputs.Contains(node)).Select(n => n.Name);
}
