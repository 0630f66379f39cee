using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>VGG with batch normalisation in the shape used for small images: one linear layer at the end.</summary>
/// <remarks>
/// Simonyan and Zisserman (2015), arXiv:1409.1556, Table 1, configurations A, B, D and E; the three large linear layers
/// give way to one, and the convolutions have no bias, as in network slimming (arXiv:1708.06519): VGG-19 has 20.04 M
/// parameters on CIFAR-10. A departure that small images need: a pool is left out where the map is already one pixel
/// high or wide, and what remains of the map is averaged.
/// </remarks>
/// <param name="depth">Layers with weights by the paper's count, in which the end has three: 11, 13, 16 or 19.</param>
/// <param name="width">Multiplier of all channels.</param>
public sealed class Vgg(int depth, double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const string Key = "vgg";

    // Convolutions in each of the five blocks.
    private static readonly ImmutableSortedDictionary<int, ImmutableArray<int>> Layouts = new Dictionary<
        int,
        ImmutableArray<int>
    >
    {
        [11] = [1, 1, 2, 2, 2],
        [13] = [2, 2, 2, 2, 2],
        [16] = [2, 2, 3, 3, 3],
        [19] = [2, 2, 4, 4, 4],
    }.ToImmutableSortedDictionary();

    private static readonly ImmutableArray<int> Channels = [64, 128, 256, 512, 512];

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            Key,
            "arXiv:1409.1556",
            "VGG with batch normalisation and one linear layer, for small images.",
            [
                new Parameter.Choice("depth", [.. Layouts.Keys.Select(d => new Option($"{d}"))]),
                new Parameter.Real(IModelFamily.Width, 0.02, 1, Logarithmic: true),
            ],
            c => new Vgg(int.Parse(c.Text("depth"), CultureInfo.InvariantCulture), c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of(("depth", Value.Of("16")), (IModelFamily.Width, Value.Of(0.25))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        var side = ImageInput.Side(input, Key);
        if (!Layouts.TryGetValue(depth, out var blocks))
            throw new GraphException(
                $"The family '{Key}' has no depth {depth}. Known: {string.Join(", ", Layouts.Keys)}."
            );

        var builder = new GraphBuilder(input);
        foreach (var (channels, convolutions) in Channels.Zip(blocks))
        {
            for (var i = 0; i < convolutions; i++)
                builder.Conv(IModelFamily.Scale(channels, width), bias: false).BatchNorm().Relu();
            if (side < 2)
                continue;
            builder.MaxPool();
            side /= 2;
        }

        return builder.GlobalAvgPool().Flatten().Linear(outputs).Build();
    }
}
