using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tests.Channels;

/// <summary>Channels that a gate, a slice or a shuffle ties together or parts.</summary>
public sealed class CoupledChannelsTests
{
    [Test]
    public void A_gate_couples_channels_with_their_weights()
    {
        var builder = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(4);
        builder.GlobalAvgPool().Conv(2, kernel: 1).Relu().Conv(4, kernel: 1).Then("act", new Sigmoid());
        var graph = builder.Then("gate", new Gate(), "conv1", "act1").Flatten().Linear(2).Build();
        var map = ChannelMap.Of(graph);
        Assert.That(
            map.Groups.Select(g => (g.Name, g.Channels)),
            Is.EqualTo(new[] { ("conv1+conv3", 4), ("conv2", 2) })
        );
    }

    [Test]
    public void Channels_that_a_slice_parts_are_groups_of_their_own_and_the_slice_follows_what_is_left()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(8)
            .Then("slice", new ChannelSlice(2, 3))
            .Conv(1)
            .Flatten()
            .Linear(2)
            .Build();
        var map = ChannelMap.Of(graph);
        Assert.That(
            map.Groups.Select(g => (g.Name, g.Channels)),
            Is.EqualTo(new[] { ("conv1", 2), ("conv1#2", 3), ("conv1#3", 3), ("conv2", 1) })
        );

        var cut = map.Prune([
            [1],
            [0, 2],
            [1],
            [0],
        ]);
        Assert.That(
            cut.Tensors.Single(t => t.Name == "conv1.weight").Axes[0],
            Is.EqualTo(new[] { 1, 2, 4, 6 })
        );
        Assert.That(cut.Tensors.Single(t => t.Name == "conv2.weight").Axes[1], Is.EqualTo(new[] { 0, 2 }));
        Assert.That(cut.Graph.Nodes[2].Operator, Is.EqualTo(new ChannelSlice(1, 2)));
    }

    [Test]
    public void The_parts_of_a_shuffle_keep_the_same_relative_channels()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(6)
            .Then("shuffle", new ChannelShuffle(2))
            .Conv(1)
            .Flatten()
            .Linear(2)
            .Build();
        var map = ChannelMap.Of(graph);
        Assert.That(map.Groups.Select(g => g.Channels), Is.EqualTo(new[] { 3, 1 }));

        // Dealt out, the channels are 0 3 1 4 2 5; without 1 and 4 they are 0 3 2 5.
        var cut = map.Prune([
            [0, 2],
            [0],
        ]);
        Assert.That(
            cut.Tensors.Single(t => t.Name == "conv1.weight").Axes[0],
            Is.EqualTo(new[] { 0, 2, 3, 5 })
        );
        Assert.That(
            cut.Tensors.Single(t => t.Name == "conv2.weight").Axes[1],
            Is.EqualTo(new[] { 0, 1, 4, 5 })
        );
    }
}
