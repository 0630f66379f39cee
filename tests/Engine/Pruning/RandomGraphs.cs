using CsCheck;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>Small graphs of every operator, with branches that meet in sums and concatenations.</summary>
internal static class RandomGraphs
{
    public static readonly Gen<ModelGraph> Any = Gen.ULong.Select(seed => Build(new Pcg(seed)));

    private static ModelGraph Build(Random random)
    {
        var side = random.Next(4, 9);
        var builder = new GraphBuilder(Shape.Of(random.Next(1, 4), side, side));
        var channels = 2 * random.Next(1, 5);
        builder.Conv(channels, bias: random.Next(2) == 0);
        for (var block = random.Next(1, 4); block > 0; block--)
            channels = Block(builder, random, channels);
        if (random.Next(2) == 0)
            builder.GlobalAvgPool();
        builder.Flatten();
        if (random.Next(2) == 0)
            builder.Dropout(0.2);
        if (random.Next(2) == 0)
            builder.Linear(random.Next(1, 9)).BatchNorm().Relu();
        return builder.Linear(3).Build();
    }

    private static int Block(GraphBuilder builder, Random random, int channels)
    {
        var start = builder.Last;
        switch (random.Next(7))
        {
            case 0: // plain
                var wider = 2 * random.Next(1, 6);
                builder.Conv(wider, bias: false).BatchNorm().Relu();
                return wider;
            case 1: // residual
                builder.BatchNorm().Relu().Conv(channels).Add(start);
                return channels;
            case 2: // dense
                var growth = 2 * random.Next(1, 4);
                builder.Conv(growth).Then("act", new HardSwish()).Concat(start);
                return channels + growth;
            case 3: // depthwise separable
                builder.Conv(channels, groups: channels, bias: false).BatchNorm().Then("act", new Relu6());
                builder.Conv(channels, kernel: 1);
                return channels;
            case 4: // depthwise with two kernels per channel
                builder.Conv(2 * channels, groups: channels).Relu();
                return 2 * channels;
            case 5: // grouped
                builder.Conv(channels, groups: 2).Relu();
                return channels;
            default: // a sum of two branches over a concatenation
                builder.Conv(channels);
                var left = builder.Last;
                builder.From(start).Conv(channels).Relu().Concat(left);
                var both = builder.Last;
                builder.Conv(2 * channels, kernel: 1).Add(both).Then("pool", new AvgPool(3, 1, 1));
                return 2 * channels;
        }
    }
}
