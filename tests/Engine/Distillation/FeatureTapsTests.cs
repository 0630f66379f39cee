using Slimfront.Engine.Distillation;
using Slimfront.Engine.Distillation.Features;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tests.Distillation;

public sealed class FeatureTapsTests
{
    [Test]
    public void Layers_are_paired_by_their_share_of_the_depth()
    {
        var (student, teacher) = (Cnn(2), Cnn(6));
        Assert.That(
            new AttentionTransfer(true, 1, 3).Pair(student, teacher),
            Is.EqualTo(new TapPair[] { new("relu1", "relu2"), new("relu2", "relu4"), new("relu2", "relu6") })
        );
        Assert.That(
            new SimilarityPreserving(1, 1).Pair(student, teacher),
            Is.EqualTo(new TapPair[] { new("relu2", "relu6") })
        );
        Assert.That(
            new RkdAngle(1).Pair(student, teacher),
            Is.EqualTo(new TapPair[] { new("flatten1", "flatten1") })
        );
    }

    // The rectifier and the sigmoid of the branch only say how much each channel weighs.
    [Test]
    public void What_only_weighs_channels_is_no_feature()
    {
        var builder = new GraphBuilder(Shape.Of(1, 8, 8)).Conv(4).Then("act", new Silu());
        builder.GlobalAvgPool().Conv(2, kernel: 1).Relu().Conv(4, kernel: 1).Then("gate", new Sigmoid());
        var graph = builder.Then("weigh", new Gate(), "act1", "gate1").Flatten().Linear(3).Build();
        Assert.That(FeatureTaps.Map(graph, 1), Is.EqualTo("act1"));
        Assert.That(FeatureTaps.Activation(graph, 0.1), Is.EqualTo("act1"));
    }

    [Test]
    public void A_network_without_maps_has_no_attention() =>
        Assert.That(
            () => new AttentionTransfer(true, 1, 1).Pair(new Mlp(1, 1).Build(Shape.Of(1, 8, 8), 10), Cnn(2)),
            Throws
                .InstanceOf<GraphException>()
                .With.Message.EqualTo(
                    "A network that has no feature map after an activation function has no features to compare."
                )
        );

    private static ModelGraph Cnn(int depth) => new PlainCnn(depth, 0.5).Build(Shape.Of(1, 8, 8), 10);
}
