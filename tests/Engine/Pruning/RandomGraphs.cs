using CsCheck;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>Small graphs of every operator, with branches that meet in sums and concatenations.</summary>
internal static class RandomGraphs
{
    /// <summary>Graphs whose operators make a channel of zeros of a channel of zeros, or a gate that weighs zeros.</summary>
    public static readonly Gen<ModelGraph> Any = Gen.ULong.Select(seed => Build(new Pcg(seed), false));

    /// <summary>Graphs with sigmoids at any place: they make ½ of zeros.</summary>
    public static readonly Gen<ModelGraph> WithSigmoids = Gen.ULong.Select(seed =>
        Build(new Pcg(seed), true)
    );

    private static ModelGraph Build(Random random, bool sigmoids)
    {
        var side = random.Next(4, 9);
        var builder = new GraphBuilder(Shape.Of(random.Next(1, 4), side, side));
        var channels = 2 * random.Next(1, 5);
        builder.Conv(channels, bias: random.Next(2) == 0);
        for (var block = random.Next(1, 4); block > 0; block--)
        {
            channels = Block(builder, random, channels);
            if (sigmoids)
                builder.Then("act", AnySigmoid(random));
        }
        if (random.Next(2) == 0)
            builder.GlobalAvgPool();
        builder.Flatten();
        if (random.Next(4) == 0)
            builder.Then("slice", new ChannelSlice(random.Next(channels / 2), channels / 2));
        if (random.Next(2) == 0)
            builder.Dropout(0.2);
        if (random.Next(2) == 0)
            builder.Linear(random.Next(1, 9)).BatchNorm().Then("act", AnyFunction(random));
        return builder.Linear(3).Build();
    }

    private static int Block(GraphBuilder builder, Random random, int channels)
    {
        var start = builder.Last;
        switch (random.Next(11))
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
            case 6: // squeeze and excite
                builder.GlobalAvgPool().Conv(random.Next(1, 4), kernel: 1).Relu().Conv(channels, kernel: 1);
                builder.Then("act", AnySigmoid(random));
                builder.Then("gate", new Gate(), [start, builder.Last]);
                return channels;
            case 7: // windows that are not square, at whatever place
                var outputs = 2 * random.Next(1, 6);
                builder.Then("conv", AnyConv(random, outputs)).Then("act", AnyFunction(random));
                builder.Then("pool", AnyPool(random));
                return outputs;
            case 8: // halves of which one goes on, shuffled
                var half = channels / 2;
                var left = builder.Then("slice", new ChannelSlice(0, half), start).Last;
                builder.Then("slice", new ChannelSlice(half, half), start);
                builder.Conv(half).Then("act", AnyFunction(random)).Concat(left);
                builder.Then("shuffle", new ChannelShuffle(2));
                return channels;
            case 9: // a part of a concatenation from somewhere in the middle
                builder.Conv(channels).Then("act", AnyFunction(random)).Concat(start);
                var (from, count) = (random.Next(channels), 2 * random.Next(1, (channels / 2) + 1));
                builder.Then("slice", new ChannelSlice(from, count));
                return count;
            default: // a sum of two branches over a concatenation
                builder.Conv(channels);
                var first = builder.Last;
                builder.From(start).Conv(channels).Relu().Concat(first);
                var both = builder.Last;
                builder.Conv(2 * channels, kernel: 1).Add(both).Then("pool", new AvgPool(3, 1, 1));
                return 2 * channels;
        }
    }

    private static Operator AnyFunction(Random random) =>
        random.Next(6) switch
        {
            0 => new Silu(),
            1 => new LeakyRelu(Math.Round(random.NextDouble(), 3)),
            2 => new PRelu(),
            3 => new Elu(),
            4 => new Gelu(IsTanh: random.Next(2) == 0),
            _ => new Tanh(),
        };

    private static Operator AnySigmoid(Random random) =>
        random.Next(2) == 0 ? new Sigmoid() : new HardSigmoid();

    private static Conv AnyConv(Random random, int outputs)
    {
        var (kernel, dilation) = (AnyExtent(random, 3), AnyExtent(random, 2));
        var reach = new Extent(
            dilation.Height * (kernel.Height - 1) + 1,
            dilation.Width * (kernel.Width - 1) + 1
        );
        return new(outputs, kernel, AnyExtent(random, 2), AnyBorder(random, reach), Dilation: dilation);
    }

    private static Operator AnyPool(Random random)
    {
        var kernel = AnyExtent(random, 3);
        var border = AnyBorder(random, kernel);
        return random.Next(2) == 0
            ? new MaxPool(kernel, AnyExtent(random, 2), border)
            : new AvgPool(kernel, AnyExtent(random, 2), border, CountPadding: random.Next(2) == 0);
    }

    private static Extent AnyExtent(Random random, int most) =>
        new(random.Next(1, most + 1), random.Next(1, most + 1));

    // As much in all as keeps a map's size where the window moves by one.
    private static Border AnyBorder(Random random, Extent reach)
    {
        var (top, left) = (random.Next(reach.Height), random.Next(reach.Width));
        return new(top, left, reach.Height - 1 - top, reach.Width - 1 - left);
    }
}
