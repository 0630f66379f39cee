using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tests.Graphs;

public sealed class ModelGraphTests
{
    [Test]
    public void Counts_of_a_small_network_are_those_by_hand()
    {
        var graph = new GraphBuilder(Shape.Of(1, 8, 8))
            .Conv(16)
            .BatchNorm()
            .Relu()
            .MaxPool()
            .Flatten()
            .Linear(10)
            .Build();

        // conv 16·1·9 + 16, norm 16 + 16, linear 16·4·4·10 + 10; running statistics are not trained.
        Assert.That(graph.Parameters, Is.EqualTo(144 + 16 + 32 + 2560 + 10));
        Assert.That(graph.Macs, Is.EqualTo((144 * 64) + 2560));
        Assert.That(graph.Outputs, Is.EqualTo(10));
    }

    [Test]
    public void Tensors_are_named_and_shaped_like_those_of_a_PyTorch_state()
    {
        var graph = new GraphBuilder(Shape.Of(3, 8, 8))
            .Conv(6, kernel: 5, groups: 3, bias: false)
            .BatchNorm()
            .Flatten()
            .Linear(2)
            .Build();

        Assert.That(
            graph.Tensors.Select(t => $"{t.Name} [{string.Join(',', t.Shape)}] {t.Role} {t.FanIn}"),
            Is.EqualTo(
                new[]
                {
                    "conv1.weight [6,1,5,5] Weight 25",
                    "bn1.weight [6] Gain 0",
                    "bn1.bias [6] Bias 0",
                    "bn1.running_mean [6] RunningMean 0",
                    "bn1.running_var [6] RunningVariance 0",
                    "fc1.weight [2,384] Weight 384",
                    "fc1.bias [2] Bias 384",
                }
            )
        );
    }

    [TestCase(8, 3, 1, 1, 8)]
    [TestCase(8, 3, 2, 1, 4)]
    [TestCase(7, 3, 2, 0, 3)]
    [TestCase(5, 5, 1, 0, 1)]
    [TestCase(28, 5, 1, 2, 28)]
    public void A_window_leaves_the_usual_number_of_positions(
        int length,
        int kernel,
        int stride,
        int padding,
        int left
    )
    {
        var input = Shape.Of(2, length, length);
        Assert.That(
            new Conv(4, kernel, stride, padding).InferShape([input]),
            Is.EqualTo(Shape.Of(4, left, left))
        );
    }

    // By hand: 9 + 1 + 2 − (2·2 + 1) = 7 rows beyond the first, every second; 9 + 0 + 3 − 5 = 7 columns beyond the first.
    [Test]
    public void Windows_need_not_be_the_same_in_both_directions()
    {
        var conv = new Conv(
            4,
            new Extent(3, 5),
            new Extent(2, 1),
            new Border(1, 0, 2, 3),
            Dilation: new Extent(2, 1)
        );
        var input = Shape.Of(2, 9, 9);
        Assert.That(conv.InferShape([input]), Is.EqualTo(Shape.Of(4, 4, 8)));
        Assert.That(conv.Tensors([input])[0].Shape, Is.EqualTo(new[] { 4, 2, 3, 5 }));
        Assert.That(conv.Macs([input]), Is.EqualTo(4 * 2 * 3 * 5 * (4 * 8)));
        Assert.That(
            new MaxPool(3, 2, new Border(0, 0, 1, 1)).InferShape([Shape.Of(2, 8, 9)]),
            Is.EqualTo(Shape.Of(2, 4, 4))
        );
    }

    [Test]
    public void A_depthwise_separable_block_costs_what_the_paper_says()
    {
        var block = new GraphBuilder(Shape.Of(32, 14, 14))
            .Conv(32, groups: 32, bias: false)
            .Conv(64, kernel: 1, bias: false)
            .GlobalAvgPool()
            .Flatten()
            .Build();

        // arXiv:1704.04861 §3.1: k²·M·F² + M·N·F².
        Assert.That(block.Macs, Is.EqualTo((9 * 32 * 196) + (32 * 64 * 196)));
    }

    [Test]
    public void Branches_meet_in_sums_and_concatenations()
    {
        var builder = new GraphBuilder(Shape.Of(4, 6, 6)).Conv(4);
        var trunk = builder.Last;
        var graph = builder.Conv(4).Add(trunk).Concat(trunk).AvgPool(3).Flatten().Linear(2).Build();

        Assert.That(
            graph.Steps.Select(s => s.Shape.ToString()),
            Is.EqualTo(new[] { "4×6×6", "4×6×6", "4×6×6", "4×6×6", "8×6×6", "8×2×2", "32", "2", "2" })
        );
    }

    [Test]
    public void A_misfit_names_its_node_and_operator()
    {
        Assert.That(
            () => new GraphBuilder(Shape.Of(1, 8, 8)).Conv(4, kernel: 9, padding: 0).Flatten().Build(),
            Refused("Node 'conv1' (conv) slides a 9×9 window over 1×8×8 with padding 0.")
        );
        Assert.That(
            () =>
                new GraphBuilder(Shape.Of(1, 8, 8))
                    .Then("pool", new AvgPool(3, 1, new Border(1, 1, 3, 1)))
                    .Flatten()
                    .Build(),
            Refused(
                "Node 'pool1' (avg-pool) has padding 1, 1, 3, 1; each side must be narrower than its kernel 3×3."
            )
        );
        Assert.That(
            () =>
                new GraphBuilder(Shape.Of(2, 4, 4))
                    .Conv(3)
                    .Then("gate", new Gate(), "conv1", "input")
                    .Flatten()
                    .Build(),
            Refused(
                "Node 'gate1' (gate) weighs 3×4×4 by weights of the same shape or one per channel of a map, not 2×4×4."
            )
        );
        Assert.That(
            () => new GraphBuilder(Shape.Of(6)).Then("slice", new ChannelSlice(4, 3)).Build(),
            Refused("Node 'slice1' (channel-slice) takes 3 channels from channel 4 on, of a value of 6.")
        );
        Assert.That(
            () =>
                new GraphBuilder(Shape.Of(6, 2, 2)).Then("shuffle", new ChannelShuffle(4)).Flatten().Build(),
            Refused("Node 'shuffle1' (channel-shuffle) shuffles 6 channels in 4 equal parts.")
        );
        Assert.That(
            () => new GraphBuilder(Shape.Of(1, 8, 8)).Linear(4).Build(),
            Refused("Node 'fc1' (linear) takes a vector of features, not 1×8×8; flatten it first.")
        );
        Assert.That(
            () => new GraphBuilder(Shape.Of(4, 8, 8)).Conv(6, groups: 4).Flatten().Build(),
            Throws
                .TypeOf<GraphException>()
                .With.Message.StartsWith("Node 'conv1' (conv) turns 4 channels into 6")
        );
    }

    [Test]
    public void The_order_and_the_ends_of_a_graph_are_checked()
    {
        var input = new Node("input", new Input(Shape.Of(3)));
        var output = new Node("output", new Output(), "input");
        Assert.That(() => new ModelGraph(output), Throws.TypeOf<GraphException>());
        Assert.That(
            () => new ModelGraph(input, new("a", new Relu(), "b"), new("b", new Relu(), "a"), output),
            Refused("Node 'a' (relu) takes 'b', which is no earlier node.")
        );
        Assert.That(
            () => new ModelGraph(input, new("a", new Relu(), "input"), output),
            Refused("Node 'a' (relu) is not used by any other node.")
        );
        Assert.That(
            () => new ModelGraph(input, new("input", new Relu(), "input"), output),
            Refused("Node 'input' (relu) has the name of an earlier node.")
        );
    }

    [Test]
    public void Initialisation_is_PyTorchs_default()
    {
        var graph = new GraphBuilder(Shape.Of(4, 2, 2)).Conv(8).BatchNorm().Flatten().Linear(2).Build();
        var rules = graph.Tensors.ToDictionary(t => t.Name, Initialisation.Of, StringComparer.Ordinal);

        Assert.That(rules["conv1.weight"], Is.EqualTo(new Initialisation.Uniform(1 / Math.Sqrt(36))));
        Assert.That(rules["conv1.bias"], Is.EqualTo(new Initialisation.Uniform(1 / Math.Sqrt(36))));
        Assert.That(rules["bn1.weight"], Is.EqualTo(new Initialisation.Constant(1)));
        Assert.That(rules["bn1.bias"], Is.EqualTo(new Initialisation.Constant(0)));
        Assert.That(rules["bn1.running_mean"], Is.EqualTo(new Initialisation.Constant(0)));
        Assert.That(
            Initialisation.Of(new PRelu().Tensors([Shape.Of(4, 2, 2)])[0]),
            Is.EqualTo(new Initialisation.Constant(0.25f)),
            "arXiv:1502.01852"
        );
        Assert.That(rules["bn1.running_var"], Is.EqualTo(new Initialisation.Constant(1)));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused(string message) =>
        Throws.TypeOf<GraphException>().With.Message.EqualTo(message);
}
