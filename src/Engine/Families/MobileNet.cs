using System.Collections.Immutable;
using System.Numerics;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>MobileNet: thirteen depthwise separable convolutions, all channels scaled by a width multiplier.</summary>
/// <remarks>
/// Howard et al. (2017), arXiv:1704.04861, Table 1 and §3.3: a 3×3 convolution per channel, then a 1×1 convolution
/// over all channels, each normalised and rectified. 4.2 M parameters and 569 M multiply-accumulates for 224×224 pixels
/// and 1,000 classes at width 1. A departure that small images need: of the five strides the first ones are left out
/// until at least two pixels remain of each side.
/// </remarks>
/// <param name="width">The width multiplier α.</param>
public sealed class MobileNet(double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const string Key = "mobilenet";
    private const int Stem = 32;
    private const int Strides = 5;

    // Output channels of each separable convolution, and whether it halves the map.
    private static readonly ImmutableArray<(int Channels, bool Halves)> Layers =
    [
        (64, false),
        (128, true),
        (128, false),
        (256, true),
        (256, false),
        (512, true),
        .. Enumerable.Repeat((512, false), 5),
        (1024, true),
        (1024, false),
    ];

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            Key,
            "arXiv:1704.04861",
            "Depthwise separable convolutions with a width multiplier.",
            [new Parameter.Real(IModelFamily.Width, 0.02, 1, Logarithmic: true)],
            c => new MobileNet(c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of((IModelFamily.Width, Value.Of(0.25))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        // ⌊log₂(side)⌋ − 1 halvings leave at least two pixels.
        var side = (uint)ImageInput.Side(input, Key);
        var omitted = Strides - Math.Clamp(BitOperations.Log2(side) - 1, 0, Strides);
        int Stride(bool halves) => halves && omitted-- <= 0 ? 2 : 1;

        var builder = new GraphBuilder(input);
        var channels = IModelFamily.Scale(Stem, width);
        builder.Conv(channels, stride: Stride(true), bias: false).BatchNorm().Relu();
        foreach (var layer in Layers)
        {
            builder.Conv(channels, stride: Stride(layer.Halves), groups: channels, bias: false);
            builder.BatchNorm().Relu();
            channels = IModelFamily.Scale(layer.Channels, width);
            builder.Conv(channels, kernel: 1, bias: false).BatchNorm().Relu();
        }

        return builder.GlobalAvgPool().Flatten().Linear(outputs).Build();
    }
}
