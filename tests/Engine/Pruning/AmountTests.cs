using System.Collections.Immutable;
using CsCheck;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Scopes;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>Sizes to reach, widths in multiples, several steps.</summary>
public sealed class AmountTests
{
    private static readonly Gen<PruningAmount> Targets = Gen.Select(
        Gen.Double[0.1, 0.8],
        Any("parameters", "bytes", "macs"),
        Any(1, 2, 4, 8),
        (ratio, of, multiple) => new PruningAmount(ratio, of, multiple)
    );

    private static readonly Gen<PruningAmount> Amounts = Gen.Select(
        Gen.Double[0.1, 0.8],
        Any(PruningAmount.Measures),
        Any(1, 2, 4, 8),
        (ratio, of, multiple) => new PruningAmount(ratio, of, multiple)
    );

    // The nearest multiple, halves upwards; never fewer than one multiple or the layer's own width, never more than it.
    [TestCase(10, 6, 4, 8)]
    [TestCase(10, 5.5, 4, 4)]
    [TestCase(10, 0.4, 4, 4)]
    [TestCase(3, 0.4, 4, 3)]
    [TestCase(9, 9, 4, 8)]
    [TestCase(11, 10.9, 4, 11)]
    [TestCase(7, 3.5, 1, 4)]
    [TestCase(7, 0.2, 1, 1)]
    public void Widths_by_hand(int channels, double wanted, int multiple, int width) =>
        Assert.That(new PruningAmount(0.5, Multiple: multiple).Width(channels, wanted), Is.EqualTo(width));

    [Test]
    public void Layer_wise_reaches_a_size_exact_to_one_channel() =>
        Gen.Select(RandomGraphs.Any, Targets)
            .Sample(
                (graph, amount) =>
                {
                    var map = ChannelMap.Of(graph);
                    if (Unreachable(map, amount))
                        return Refuses(() => new LayerWise().Predict(map, amount, 1));
                    var widths = new LayerWise().Widths([], PruningGoal.Of(map, map, amount));
                    return Size(map, widths, amount) <= amount.Target(graph)
                        && OneMoreIsTooMuch(map, widths, amount)
                        && NoneByRatioIsWider(map, widths, amount);
                },
                iter: 300
            );

    [Test]
    public void Global_reaches_a_size_exact_to_one_channel_inside_its_forecast() =>
        Gen.Select(RandomGraphs.Any, Targets, Gen.ULong)
            .Sample(
                (graph, amount, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    if (Unreachable(map, amount))
                        return Refuses(() => new Global().Predict(map, amount, 1));
                    var goal = PruningGoal.Of(map, map, amount);
                    var widths = new Global().Widths(ScopeTests.AnyScores(map, new Pcg(seed)), goal);
                    return Size(map, widths, amount) <= amount.Target(graph)
                        && OneMoreIsTooMuch(map, widths, amount)
                        && Holds(new Global().Predict(map, amount, 1), map.Narrow(widths));
                },
                iter: 300
            );

    [Test]
    public void In_any_number_of_steps_layers_end_as_wide_as_at_once() =>
        Gen.Select(RandomGraphs.Any, Amounts, Gen.Int[1, 5])
            .Sample(
                (graph, amount, steps) =>
                {
                    var map = ChannelMap.Of(graph);
                    return Unreachable(map, amount)
                        || Gradually(map, new LayerWise(), amount, steps, null) is not { } pruned
                        || pruned.Equals(new LayerWise().Predict(map, amount, steps).Graph);
                },
                iter: 200
            );

    [Test]
    public void In_any_number_of_steps_the_global_forecast_holds() =>
        Gen.Select(RandomGraphs.Any, Amounts, Gen.Int[1, 5], Gen.ULong)
            .Sample(
                (graph, amount, steps, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    return Unreachable(map, amount)
                        || Gradually(map, new Global(), amount, steps, new Pcg(seed)) is not { } pruned
                        || Holds(new Global().Predict(map, amount, steps), pruned);
                },
                iter: 300
            );

    [Test]
    public void Widths_are_multiples_or_the_layers_own() =>
        Gen.Select(RandomGraphs.Any, Amounts, Gen.ULong)
            .Sample(
                (graph, amount, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    if (Unreachable(map, amount))
                        return true;
                    var goal = PruningGoal.Of(map, map, amount);
                    return new IPruningScope[] { new LayerWise(), new Global() }.All(scope =>
                        scope
                            .Widths(ScopeTests.AnyScores(map, new Pcg(seed)), goal)
                            .Zip(goal.Whole)
                            .All(w => w.First >= 1 && (w.First % amount.Multiple == 0 || w.First == w.Second))
                    );
                },
                iter: 200
            );

    [Test]
    public void Half_in_two_steps_is_a_quarter_of_the_original_twice()
    {
        // 16 → 12 → 8; a share of what is left would end at 9.
        var graph = new GraphBuilder(Shape.Of(4)).Linear(16).Relu().Linear(2).Build();
        var map = ChannelMap.Of(graph);
        Assert.That(
            Gradually(map, new LayerWise(), new(0.5), 2, null),
            Is.EqualTo(map.Narrow([8])),
            "layer by layer"
        );
        Assert.That(
            Gradually(map, new Global(), new(0.5), 2, new Pcg(1)),
            Is.EqualTo(map.Narrow([8])),
            "all"
        );
    }

    [Test]
    public void A_depthwise_convolution_of_one_channel_left_stays_as_it_is()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(4)
            .Conv(8, groups: 4)
            .Conv(6)
            .Flatten()
            .Linear(2)
            .Build();
        var whole = ChannelMap.Of(graph);
        var now = ChannelMap.Of(whole.Narrow([1, 6]));
        Assert.That(now.Groups.Select(g => g.Name), Is.EqualTo(new[] { "conv1", "conv2", "conv3" }));
        foreach (var scope in (IPruningScope[])[new LayerWise(), new Global()])
            Assert.That(
                scope.Widths(
                    [
                        [1],
                        [1, 2],
                        [1, 2, 3, 4, 5, 6],
                    ],
                    PruningGoal.Of(now, whole, new(0.8))
                )[1],
                Is.EqualTo(2),
                $"{scope}"
            );
    }

    [Test]
    public void Groups_that_became_depthwise_cannot_be_pruned_further()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(6)
            .Conv(4, groups: 2)
            .Flatten()
            .Linear(2)
            .Build();
        var whole = ChannelMap.Of(graph);
        var now = ChannelMap.Of(whole.Narrow([1, 2]));
        Assert.That(
            () => PruningGoal.Of(now, whole, new(0.5)),
            Throws
                .TypeOf<GraphException>()
                .With.Message.StartsWith("The layer 'conv1' of the whole network is none")
        );
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // Null where a grouped convolution became depthwise on the way: that is refused, and no family has one.
    private static ModelGraph? Gradually(
        ChannelMap whole,
        IPruningScope scope,
        PruningAmount amount,
        int steps,
        Random? random
    )
    {
        var now = whole;
        for (var step = 1; step <= steps; step++)
        {
            var share = step == steps ? amount.Ratio : amount.Ratio * step / steps;
            var scores = random is null ? [] : ScopeTests.AnyScores(now, random);
            try
            {
                var goal = PruningGoal.Of(now, whole, amount with { Ratio = share });
                now = ChannelMap.Of(now.Narrow(scope.Widths(scores, goal)));
            }
            catch (GraphException e) when (e.Message.Contains("depthwise", StringComparison.Ordinal))
            {
                return null;
            }
        }

        return now.Graph;
    }

    private static double Size(ChannelMap map, IEnumerable<int> widths, PruningAmount amount) =>
        amount.Size(map.Narrow(widths));

    private static bool Unreachable(ChannelMap map, PruningAmount amount) =>
        amount.IsTarget
        && Size(map, map.Groups.Select(g => amount.Least(g.Channels)), amount) > amount.Target(map.Graph);

    private static bool Refuses(Action planning)
    {
        try
        {
            planning();
            return false;
        }
        catch (GraphException)
        {
            return true;
        }
    }

    // Some layer cannot have its next width: the one that lost channels last.
    private static bool OneMoreIsTooMuch(ChannelMap map, ImmutableArray<int> widths, PruningAmount amount)
    {
        var rounded = map.Groups.Select(g => amount.Width(g.Channels, g.Channels)).ToImmutableArray();
        return widths.SequenceEqual(rounded)
            || widths.SequenceEqual(map.Groups.Select(g => g.Channels))
            || map.Groups.Any(g =>
                widths[g.Index] < g.Channels
                && Size(
                    map,
                    widths.SetItem(g.Index, Math.Min(g.Channels, widths[g.Index] + amount.Multiple)),
                    amount
                ) > amount.Target(map.Graph)
            );
    }

    // Ratios of channels lead along the same networks; the widest of them that fits is none wider.
    private static bool NoneByRatioIsWider(
        ChannelMap map,
        ImmutableArray<int> widths,
        PruningAmount amount
    ) =>
        Enumerable
            .Range(0, 100)
            .Select(percent =>
                map.Groups.Select(g => amount.Width(g.Channels, (1 - (percent / 100.0)) * g.Channels))
            )
            .Where(byRatio => Size(map, byRatio, amount) <= amount.Target(map.Graph))
            .All(byRatio => byRatio.Zip(widths).All(w => w.First <= w.Second));

    private static bool Holds(SizeForecast forecast, ModelGraph actual)
    {
        var sizes = SizeForecast.Of(actual);
        return forecast.Parameters.Contains(sizes.Parameters.Low)
            && forecast.Bytes.Contains(sizes.Bytes.Low)
            && forecast.Macs.Contains(sizes.Macs.Low);
    }
}
