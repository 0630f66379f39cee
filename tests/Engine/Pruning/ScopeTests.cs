using System.Collections.Immutable;
using CsCheck;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Families;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Scopes;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Pruning;

public sealed class ScopeTests
{
    private static readonly Gen<double[]> Scores = Gen.Double[0, 5].Array[1, 12];

    [TestCase(10, 0.3, 7)]
    [TestCase(16, 0.1, 14)]
    [TestCase(5, 0.5, 3)]
    [TestCase(3, 0.8, 1)]
    [TestCase(1, 0.8, 1)]
    public void Layer_wise_keeps_the_rounded_share_and_at_least_one(int channels, double ratio, int kept) =>
        Assert.That(
            Keep(
                new LayerWise(),
                [
                    [.. Enumerable.Range(0, channels).Select(c => (double)c)],
                ],
                ratio
            )[0],
            Is.EqualTo(Enumerable.Range(channels - kept, kept))
        );

    [Test]
    public void Global_removes_exactly_the_wanted_number_even_among_ties() =>
        Gen.Select(Scores.Array[1, 6], Gen.Double[0, 1], Gen.Bool)
            .Sample(
                (scores, ratio, tied) =>
                {
                    if (tied)
                        scores = [.. scores.Select(s => s.Select(_ => 1.0).ToArray())];
                    var channels = scores.Sum(s => s.Length);
                    var kept = Keep(new Global(), scores, ratio);
                    var wanted = Math.Round(ratio * channels, MidpointRounding.AwayFromZero);
                    return kept.Sum(k => k.Length) == channels - Math.Min(wanted, channels - scores.Length)
                        && kept.All(k => k.Length >= 1);
                }
            );

    [Test]
    public void Global_takes_the_weakest_relative_to_their_layer()
    {
        // Divided by the means 2 and 200: 0.5 1.5 and 0.05 1.95; the second layer's huge numbers do not protect it.
        double[][] scores =
        [
            [1, 3],
            [10, 390],
        ];
        Assert.That(Keep(new Global(), scores, 0.25), Is.EqualTo(new[] { new[] { 0, 1 }, [1] }));
        Assert.That(Keep(new Global(), scores, 1), Is.EqualTo(new[] { new[] { 1 }, [1] }));
    }

    [Test]
    public void Raw_scores_are_compared_as_they_are()
    {
        // γ of two layers: the threshold of network slimming takes 0.1 and 0.2 wherever they stand.
        double[][] scores =
        [
            [0.1, 0.2, 0.9],
            [0.3, 0.4],
        ];
        Assert.That(Keep(new GlobalRaw(), scores, 0.4), Is.EqualTo(new[] { new[] { 2 }, [0, 1] }));
        Assert.That(Keep(new GlobalRaw(), scores, 1), Is.EqualTo(new[] { new[] { 2 }, [1] }));
    }

    [Test]
    public void Scopes_leave_the_callers_scores_as_they_were()
    {
        double[][] scores =
        [
            [3, 1, 2],
            [5, 4],
        ];
        Keep(new Global(), scores, 0.5);
        Keep(new LayerWise(), scores, 0.5);
        Assert.That(scores, Is.EqualTo(new[] { new double[] { 3, 1, 2 }, [5, 4] }));
    }

    [Test]
    public void The_layer_wise_forecast_is_the_graph_that_comes_out() =>
        Gen.Select(RandomGraphs.Any, Gen.Double[0.1, 0.8], Gen.ULong)
            .Sample(
                (graph, ratio, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    var scope = new LayerWise();
                    var actual = map.Prune(Keep(scope, AnyScores(map, new Pcg(seed)), ratio)).Graph;
                    var forecast = scope.Predict(map, new(ratio), 1);
                    return actual.Equals(forecast.Graph) && forecast == SizeForecast.Of(actual);
                },
                iter: 200
            );

    [Test]
    public void The_global_forecast_holds_whatever_the_scores() =>
        Gen.Select(RandomGraphs.Any, Gen.Double[0.1, 0.8], Gen.ULong)
            .Sample(
                (graph, ratio, seed) =>
                {
                    var map = ChannelMap.Of(graph);
                    var scope = new Global();
                    var forecast = scope.Predict(map, new(ratio), 1);
                    var random = new Pcg(seed);
                    return Enumerable
                        .Range(0, 10)
                        .All(_ =>
                        {
                            var actual = SizeForecast.Of(
                                map.Prune(Keep(scope, AnyScores(map, random), ratio)).Graph
                            );
                            return forecast.Parameters.Contains(actual.Parameters.Low)
                                && forecast.Bytes.Contains(actual.Bytes.Low)
                                && forecast.Macs.Contains(actual.Macs.Low);
                        });
                },
                iter: 200
            );

    [Test]
    public void The_global_forecast_of_a_small_network_is_the_true_range()
    {
        var map = ChannelMap.Of(new PlainCnn(4, 0.4).Build(Shape.Of(1, 8, 8), 10));
        var sizes = Spread([.. map.Groups.Select(g => g.Channels)], total: 20)
            .Select(counts => map.Narrow(counts).Parameters)
            .ToArray();
        var channels = map.Groups.Sum(g => g.Channels);
        var forecast = new Global().Predict(map, new(1 - (20.0 / channels)), 1);
        Assert.That(
            (forecast.Parameters.Low, forecast.Parameters.High),
            Is.EqualTo(((double)sizes.Min(), (double)sizes.Max()))
        );
    }

    internal static ImmutableArray<ImmutableArray<int>> Keep(
        IPruningScope scope,
        IReadOnlyList<double[]> scores,
        double ratio
    )
    {
        ImmutableArray<int> widths = [.. scores.Select(s => s.Length)];
        return scope.Keep(scores, new(new(ratio), widths, widths, [.. widths.Select(_ => 1)], _ => true));
    }

    internal static double[][] AnyScores(ChannelMap map, Random random) =>
        [
            .. map.Groups.Select(g =>
            {
                var skew = random.NextDouble() * 4;
                return Enumerable
                    .Range(0, g.Channels)
                    .Select(_ => Math.Pow(random.NextDouble(), skew))
                    .ToArray();
            }),
        ];

    private static IEnumerable<ImmutableArray<int>> Spread(ImmutableArray<int> channels, int total)
    {
        if (channels.Length == 1)
            return total >= 1 && total <= channels[0]
                ?
                [
                    [total],
                ]
                : [];
        return Enumerable
            .Range(1, channels[0])
            .SelectMany(first => Spread(channels[1..], total - first).Select(rest => rest.Insert(0, first)));
    }
}
