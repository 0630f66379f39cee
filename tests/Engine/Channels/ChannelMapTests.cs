using System.Collections.Immutable;
using CsCheck;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Pruning;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Channels;

public sealed class ChannelMapTests
{
    [Test]
    public void Removing_a_neuron_between_a_and_c_neurons_removes_a_plus_c_weights()
    {
        // Weights without biases: (a + c)·b becomes (a + c)·(b − 1).
        Gen.Select(Gen.Int[1, 9], Gen.Int[2, 9], Gen.Int[1, 9])
            .Sample(
                (a, b, c) =>
                {
                    var graph = new GraphBuilder(Shape.Of(a))
                        .Linear(b, bias: false)
                        .Relu()
                        .Linear(c, bias: false)
                        .Build();
                    var smaller = ChannelMap.Of(graph).Narrow([b - 1]);
                    return graph.Parameters == (a + c) * b && smaller.Parameters == (a + c) * (b - 1);
                }
            );
    }

    [Test]
    public void Between_convolutions_it_is_kernel_squared_times_as_much()
    {
        Gen.Select(Gen.Int[1, 6], Gen.Int[2, 6], Gen.Int[1, 6], Gen.Int[0, 2].Select(i => (2 * i) + 1))
            .Sample(
                (a, b, c, k) =>
                {
                    var graph = new GraphBuilder(Shape.Of(a, 6, 6))
                        .Conv(b, k, bias: false)
                        .Relu()
                        .Conv(c, k, bias: false)
                        .GlobalAvgPool()
                        .Flatten()
                        .Linear(2)
                        .Build();
                    var head = (c * 2) + 2;
                    var smaller = ChannelMap.Of(graph).Narrow([b - 1, c]);
                    return graph.Parameters == ((a + c) * b * k * k) + head
                        && smaller.Parameters == ((a + c) * (b - 1) * k * k) + head;
                }
            );
    }

    [Test]
    public void A_plain_network_has_a_group_per_hidden_layer()
    {
        var map = ChannelMap.Of(new PlainCnn(2, 1).Build(Shape.Of(1, 8, 8), 10));
        Assert.That(
            map.Groups.Select(g => (g.Name, g.Channels)),
            Is.EqualTo(new[] { ("conv1", 16), ("conv2", 16) })
        );
    }

    [Test]
    public void Flattening_gives_a_channel_the_columns_of_all_its_positions()
    {
        var graph = new GraphBuilder(Shape.Of(1, 2, 2)).Conv(3).Flatten().Linear(2).Build();
        var cut = ChannelMap
            .Of(graph)
            .Prune([
                [0, 2],
            ]);
        Assert.That(
            cut.Tensors.Single(t => t.Name == "fc1.weight").Axes[1],
            Is.EqualTo(new[] { 0, 1, 2, 3, 8, 9, 10, 11 })
        );
        Assert.That(cut.Tensors.Single(t => t.Name == "conv1.weight").Axes[0], Is.EqualTo(new[] { 0, 2 }));
        Assert.That(cut.Tensors.Single(t => t.Name == "fc1.bias").Axes[0], Is.Empty);
    }

    [Test]
    public void All_addends_of_a_residual_sum_share_one_group()
    {
        var builder = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(4);
        var trunk = builder.Last;
        var graph = builder.Relu().Conv(6).Relu().Conv(4).Add(trunk).Flatten().Linear(2).Build();
        Assert.That(
            ChannelMap.Of(graph).Groups.Select(g => (g.Name, g.Channels)),
            Is.EqualTo(new[] { ("conv1+conv3", 4), ("conv2", 6) })
        );
    }

    [Test]
    public void Concatenated_channels_keep_their_offsets()
    {
        var builder = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(2);
        var first = builder.Last;
        var graph = builder.From("input").Conv(3).Concat(first).Conv(1).Flatten().Linear(2).Build();
        var map = ChannelMap.Of(graph);
        Assert.That(map.Groups.Select(g => g.Name), Is.EqualTo(new[] { "conv1", "conv2", "conv3" }));

        // The concatenation holds conv2's channels first: 0, 1, 2, then conv1's as 3, 4.
        var cut = map.Prune([
            [1],
            [0, 2],
            [0],
        ]);
        Assert.That(cut.Tensors.Single(t => t.Name == "conv3.weight").Axes[1], Is.EqualTo(new[] { 0, 2, 4 }));
    }

    [Test]
    public void A_depthwise_convolution_follows_its_input_and_keeps_a_group_per_channel()
    {
        var graph = new GraphBuilder(Shape.Of(2, 4, 4))
            .Conv(4)
            .Conv(8, groups: 4)
            .Flatten()
            .Linear(2)
            .Build();
        var map = ChannelMap.Of(graph);
        Assert.That(map.Groups.Select(g => (g.Name, g.Channels)), Is.EqualTo(new[] { ("conv1", 4) }));

        var cut = map.Prune([
            [1, 3],
        ]);
        Assert.That(
            cut.Tensors.Single(t => t.Name == "conv2.weight").Axes[0],
            Is.EqualTo(new[] { 2, 3, 6, 7 })
        );
        Assert.That(
            cut.Graph.Nodes[2].Operator,
            Is.EqualTo(new Slimfront.Engine.Operators.Conv(4, 3, Padding: 1, Groups: 2))
        );
    }

    [Test]
    public void Groups_of_a_grouped_convolution_keep_the_same_relative_channels()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(6)
            .Conv(4, groups: 2)
            .Flatten()
            .Linear(2)
            .Build();
        var map = ChannelMap.Of(graph);
        Assert.That(map.Groups.Select(g => g.Channels), Is.EqualTo(new[] { 3, 2 }));

        var cut = map.Prune([
            [0, 2],
            [1],
        ]);
        Assert.That(
            cut.Tensors.Single(t => t.Name == "conv1.weight").Axes[0],
            Is.EqualTo(new[] { 0, 2, 3, 5 })
        );
        var weight = cut.Tensors.Single(t => t.Name == "conv2.weight");
        Assert.That(weight.Axes[0], Is.EqualTo(new[] { 1, 3 }));
        Assert.That(weight.Axes[1], Is.EqualTo(new[] { 0, 2 }));
    }

    [Test]
    public void Inputs_and_classes_are_never_removed()
    {
        var builder = new GraphBuilder(Shape.Of(3, 4, 4)).Conv(3);
        var graph = builder.Add("input").GlobalAvgPool().Flatten().Build();
        Assert.That(ChannelMap.Of(graph).Groups, Is.Empty);
    }

    [Test]
    public void What_is_kept_of_tensors_fits_the_narrower_graph() =>
        Gen.Select(RandomGraphs.Any, Gen.ULong)
            .Sample(
                (graph, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    var cut = map.Prune(AnyChannels(map, new Pcg(seed)));
                    return cut
                        .Tensors.Zip(graph.Tensors, cut.Graph.Tensors)
                        .All(t =>
                            t.First.Axes.Select((a, i) => a.IsEmpty ? t.Second.Shape[i] : a.Length)
                                .SequenceEqual(t.Third.Shape)
                        );
                },
                iter: 300
            );

    [Test]
    public void Which_channels_go_makes_no_difference_to_the_graph_only_how_many() =>
        Gen.Select(RandomGraphs.Any, Gen.ULong)
            .Sample(
                (graph, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    var kept = AnyChannels(map, new Pcg(seed));
                    return map.Prune(kept).Graph.Equals(map.Narrow(kept.Select(k => k.Length)));
                },
                iter: 200
            );

    [Test]
    public void Keeping_everything_changes_nothing() =>
        RandomGraphs.Any.Sample(
            graph =>
            {
                var map = ChannelMap.Of(graph);
                return map.Narrow(map.Groups.Select(g => g.Channels)).Equals(graph);
            },
            iter: 100
        );

    [Test]
    public void A_group_cannot_lose_all_its_channels() =>
        Assert.That(
            () =>
                ChannelMap
                    .Of(new Mlp(1, 1).Build(Shape.Of(4), 2))
                    .Prune([
                        [],
                    ]),
            Throws.ArgumentException.With.Message.StartsWith(
                "'fc1' has 128 channels and must keep at least one"
            )
        );

    internal static ImmutableArray<ImmutableArray<int>> AnyChannels(ChannelMap map, Random random) =>
        [
            .. map.Groups.Select(g =>
            {
                var kept = Enumerable.Range(0, g.Channels).Where(_ => random.Next(2) == 0).ToImmutableArray();
                return kept.IsEmpty ? [random.Next(g.Channels)] : kept;
            }),
        ];
}
