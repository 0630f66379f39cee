using System.Collections.Immutable;
using CsCheck;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Criteria;
using Slimfront.Engine.Pruning.Scopes;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Tests.Channels;
using Slimfront.Search.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>A cut network computes what the whole one does with the removed channels' tensors set to zero.</summary>
public sealed class CutNetworkTests
{
    private static readonly StageTechniques Techniques = StageTechniques.Of();

    [OneTimeSetUp]
    public void Load()
    {
        NativeTorch.Load();
        set_num_threads(1);
    }

    private static IEnumerable<string> Families => Techniques.Families.All.Select(t => t.Key);

    private static IEnumerable<string> Criteria => Techniques.Criteria.All.Select(t => t.Key);

    [Test]
    public void A_cut_network_equals_the_masked_one(
        [ValueSource(nameof(Families))] string family,
        [ValueSource(nameof(Criteria))] string criterion,
        [Values("layer", "global")] string scope
    )
    {
        using var disposing = NewDisposeScope();
        var map = ChannelMap.Of(Smallest(family).Build(Shape.Of(1, 8, 8), 10));
        var tensors = Network.Tensors(map.Graph, seed: 7);
        var scores = ChannelScores.Of(
            map,
            tensors,
            Techniques.Criteria[criterion].Create(Configuration.Empty),
            seed: 3,
            gradients: Network.Tensors(map.Graph, seed: 8),
            activations: Network.Answers(map.Graph, tensors)
        );
        var width = Techniques.Scopes[scope].Create(Configuration.Empty);
        foreach (var ratio in Enumerable.Range(1, 9).Select(tenth => tenth / 10.0))
        {
            var kept = ScopeTests.Keep(width, scores, ratio);
            Assert.That(kept.Select(k => k.Length), Has.All.AtLeast(1));
            Assert.That(Network.Difference(map, tensors, kept), Is.LessThan(1e-5), $"ratio {ratio}");
            var left = map.Prune(kept).Graph.Parameters;
            Assert.That(
                width.Predict(map, new(ratio), 1).Parameters.Contains(left),
                Is.True,
                $"ratio {ratio}"
            );
        }
    }

    // (a + c)·b → (a + c)·(b − 1), times k·k: each tensor loses the rows and columns of one channel.
    [Test]
    public void A_channel_takes_its_rows_and_columns_with_it([ValueSource(nameof(Families))] string family)
    {
        var map = ChannelMap.Of(Smallest(family).Build(Shape.Of(1, 8, 8), 10));
        var trainable = map
            .Graph.Tensors.Where(t => t.IsTrainable)
            .ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var group in map.Groups.Where(g => g.Channels > 1))
        {
            var gone = group
                .Slices.Where(s => trainable.ContainsKey(s.Tensor))
                .GroupBy(s => trainable[s.Tensor])
                .Sum(t => t.Key.Elements - Left(t.Key, t));
            var counts = map.Groups.Select(g => g.Index == group.Index ? g.Channels - 1 : g.Channels);
            var smaller = map.Narrow(counts).Parameters;
            Assert.That(smaller, Is.EqualTo(map.Graph.Parameters - gone), group.Name);
        }
    }

    [Test]
    public void So_does_any_graph_with_any_channels_removed() =>
        Gen.Select(RandomGraphs.Any, Gen.ULong)
            .Sample(
                (graph, seed) =>
                {
                    using var disposing = NewDisposeScope();
                    var map = ChannelMap.Of(graph);
                    var kept = ChannelMapTests.AnyChannels(map, new Search.Randomness.Pcg(seed));
                    return Network.Difference(map, Network.Tensors(graph, (long)(seed % 1000)), kept) < 1e-5;
                },
                iter: 150,
                threads: 1
            );

    // Behind a sigmoid a channel whose tensors are zero is ½; that it is removed says more: what follows takes 0.
    [Test]
    public void A_removed_channel_counts_as_zero_wherever_it_is_taken() =>
        Gen.Select(RandomGraphs.WithSigmoids, Gen.ULong)
            .Sample(
                (graph, seed) =>
                {
                    using var disposing = NewDisposeScope();
                    var map = ChannelMap.Of(graph);
                    var kept = ChannelMapTests.AnyChannels(map, new Search.Randomness.Pcg(seed));
                    var tensors = Network.Tensors(graph, (long)(seed % 1000));
                    return Network.DifferenceOfValues(map, tensors, kept) < 1e-5;
                },
                iter: 150,
                threads: 1
            );

    [Test]
    public void L1_is_the_sum_of_magnitudes_of_each_filter()
    {
        using var disposing = NewDisposeScope();
        var graph = new GraphBuilder(Shape.Of(1, 2, 2))
            .Conv(2, kernel: 1, bias: false)
            .Flatten()
            .Linear(2, bias: false)
            .Build();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["conv1.weight"] = tensor((float[])[-3, 2]).reshape(2, 1, 1, 1),
            ["fc1.weight"] = zeros(2, 8),
        };
        var scores = ChannelScores.Of(ChannelMap.Of(graph), tensors, new L1(), seed: 1);
        Assert.That(scores, Is.EqualTo(new[] { new double[] { 3, 2 } }));
    }

    [Test]
    public void L1_of_coupled_filters_is_their_mean()
    {
        using var disposing = NewDisposeScope();
        var builder = new GraphBuilder(Shape.Of(1, 2, 2)).Conv(2, kernel: 1, bias: false);
        var trunk = builder.Last;
        var graph = builder.Conv(2, kernel: 1, bias: false).Add(trunk).Flatten().Linear(2).Build();
        var tensors = Network.Tensors(graph, seed: 1);
        tensors["conv1.weight"] = tensor((float[])[1, 2]).reshape(2, 1, 1, 1);
        tensors["conv2.weight"] = tensor((float[])[3, -4, 5, 6]).reshape(2, 2, 1, 1);
        var scores = ChannelScores.Of(ChannelMap.Of(graph), tensors, new L1(), seed: 1);
        Assert.That(scores, Is.EqualTo(new[] { new double[] { (1 + 7) / 2.0, (2 + 11) / 2.0 } }));
    }

    [Test]
    public void Random_scores_follow_the_seed()
    {
        using var disposing = NewDisposeScope();
        var map = ChannelMap.Of(new PlainCnn(2, 1).Build(Shape.Of(1, 8, 8), 10));
        var tensors = Network.Tensors(map.Graph, seed: 1);
        ImmutableArray<double[]> Scores(ulong seed) =>
            ChannelScores.Of(map, tensors, new RandomChannels(), seed);
        var (one, same, other) = (Scores(5), Scores(5), Scores(6));
        Assert.That(one, Is.EqualTo(same).And.Not.EqualTo(other));
        Assert.That(one[0], Is.Not.EqualTo(one[1]), "each group has its own numbers");
    }

    [Test]
    public void A_network_that_holds_NaN_is_refused()
    {
        using var disposing = NewDisposeScope();
        var map = ChannelMap.Of(new Mlp(1, 0.1).Build(Shape.Of(4), 2));
        var tensors = Network.Tensors(map.Graph, seed: 1);
        tensors["fc1.weight"] = full_like(tensors["fc1.weight"], float.NaN);
        Assert.That(
            () => ChannelScores.Of(map, tensors, new L1(), seed: 1),
            Throws.InvalidOperationException.With.Message.Contains("'fc1'")
        );
    }

    [Test]
    public void Scoring_and_cutting_leave_no_tensor_behind()
    {
        using var disposing = NewDisposeScope();
        var map = ChannelMap.Of(new PlainCnn(2, 1).Build(Shape.Of(1, 8, 8), 10));
        var tensors = Network.Tensors(map.Graph, seed: 1);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var kept = ScopeTests.Keep(new LayerWise(), ChannelScores.Of(map, tensors, new L1(), seed: 1), 0.5);
        var cut = TensorCutter.Apply(tensors, map.Prune(kept));

        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before + cut.Count));
        foreach (var tensor in cut.Values)
            tensor.Dispose();
    }

    private static long Left(TensorSpec tensor, IEnumerable<ChannelSlices> slices)
    {
        var shape = tensor.Shape.ToArray();
        foreach (var slice in slices)
            shape[slice.Axis] -= slice.Positions[0].Length;
        return shape.Aggregate(1L, (product, length) => product * length);
    }

    // The member in the lower corner of the family's space.
    private static IModelFamily Smallest(string family)
    {
        var technique = Techniques.Families[family];
        var corner = new Space(technique.Parameters).Complete(n => n.Parameter.FromUnit(0));
        var width = Value.Of(family == "vgg" ? 0.05 : 0.2);
        return technique.Create(corner.With(IModelFamily.Width, width));
    }
}
