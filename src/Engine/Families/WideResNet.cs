using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>Wide residual networks WRN-d-k: d = 6n + 4 layers, k times the channels of a residual network.</summary>
/// <remarks>
/// Zagoruyko and Komodakis (2016), arXiv:1605.07146, Table 1: 16k, 32k and 64k channels after a first convolution to
/// 16; a block is normalisation, rectifier, 3×3 convolution, twice. Where the channels or the size change, a 1×1
/// convolution of the activated input is the shortcut. WRN-28-10 has 36.5 M parameters on CIFAR-10. Without the
/// optional dropout. A departure: below k = 1 the first convolution narrows with the rest.
/// </remarks>
/// <param name="blocks">n: 2 makes WRN-16, 4 WRN-28, 6 WRN-40.</param>
/// <param name="width">k, which need not be whole.</param>
public sealed class WideResNet(int blocks, double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const string Key = "wide-resnet";

    private static readonly ImmutableArray<int> Stages = [16, 32, 64];

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            Key,
            "arXiv:1605.07146",
            "Wide residual networks of 6·blocks + 4 layers; width is the paper's k.",
            [
                new Parameter.Integer("blocks", 1, 6),
                new Parameter.Real(IModelFamily.Width, 0.1, 10, Logarithmic: true),
            ],
            c => new WideResNet(c.Integer("blocks"), c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of(("blocks", Value.Of(2)), (IModelFamily.Width, Value.Of(2.0))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        ImageInput.Side(input, Key);
        var builder = new GraphBuilder(input);
        var before = IModelFamily.Scale(Stages[0], Math.Min(1, width));
        builder.Conv(before, bias: false);
        foreach (var stage in Stages)
            for (var block = 0; block < blocks; block++)
            {
                var channels = IModelFamily.Scale(stage, width);
                var stride = block == 0 && stage > Stages[0] ? 2 : 1;
                Block(builder, channels, stride, changes: stride > 1 || channels != before);
                before = channels;
            }

        return builder.BatchNorm().Relu().GlobalAvgPool().Flatten().Linear(outputs).Build();
    }

    private static void Block(GraphBuilder builder, int channels, int stride, bool changes)
    {
        var start = builder.Last;
        builder.BatchNorm().Relu();
        var activated = builder.Last;
        var shortcut = start;
        if (changes)
            shortcut = builder.Conv(channels, kernel: 1, stride, bias: false).Last;

        builder.From(activated).Conv(channels, stride: stride, bias: false).BatchNorm().Relu();
        builder.Conv(channels, bias: false).Add(shortcut);
    }
}
