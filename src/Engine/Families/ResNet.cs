using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>Residual networks for small images: three stages of n blocks, 6n + 2 layers.</summary>
/// <remarks>
/// He et al. (2016), arXiv:1512.03385, §4.2: 16, 32 and 64 channels; a block is two 3×3 convolutions, each normalised,
/// added to the block's input before the last rectifier. A departure: where a stage begins, the shortcut is a 1×1
/// convolution with normalisation (the paper's option B) and not padded with zeros (option A), so ResNet-20 has 272,474
/// parameters on CIFAR-10 instead of 269,722: a channel that was padded could not be pruned from its stage alone.
/// </remarks>
/// <param name="blocks">n: 3 makes ResNet-20, 5 ResNet-32, 9 ResNet-56, 18 ResNet-110.</param>
/// <param name="width">Multiplier of all channels.</param>
public sealed class ResNet(int blocks, double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const string Key = "resnet";

    private static readonly ImmutableArray<int> Stages = [16, 32, 64];

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            Key,
            "arXiv:1512.03385 §4.2",
            "Residual networks of 6·blocks + 2 layers for small images.",
            [
                new Parameter.Integer("blocks", 1, 18, Logarithmic: true),
                new Parameter.Real(IModelFamily.Width, 0.1, 4, Logarithmic: true),
            ],
            c => new ResNet(c.Integer("blocks"), c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of(("blocks", Value.Of(3)), (IModelFamily.Width, Value.Of(1.0))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        ImageInput.Side(input, Key);
        var builder = new GraphBuilder(input);
        builder.Conv(IModelFamily.Scale(Stages[0], width), bias: false).BatchNorm().Relu();
        foreach (var stage in Stages)
            for (var block = 0; block < blocks; block++)
                Block(builder, IModelFamily.Scale(stage, width), shrinks: block == 0 && stage > Stages[0]);
        return builder.GlobalAvgPool().Flatten().Linear(outputs).Build();
    }

    private static void Block(GraphBuilder builder, int channels, bool shrinks)
    {
        var stride = shrinks ? 2 : 1;
        var start = builder.Last;
        if (shrinks)
            builder.Conv(channels, kernel: 1, stride, bias: false).BatchNorm();
        var shortcut = builder.Last;

        builder.From(start).Conv(channels, stride: stride, bias: false).BatchNorm().Relu();
        builder.Conv(channels, bias: false).BatchNorm().Add(shortcut).Relu();
    }
}
