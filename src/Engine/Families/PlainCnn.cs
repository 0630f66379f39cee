using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>The plain convolutional networks of the teacher-assistant paper, in its sizes 2, 4, 6, 8 and 10.</summary>
/// <remarks>
/// Mirzadeh et al. (2020), "Improved Knowledge Distillation via Teacher Assistant", arXiv:1902.03393. A size is the
/// number of convolutions: 3×3, padded, without bias, followed by batch normalisation and a rectifier; max pooling ends
/// a block. Size 10 ends in a hidden layer of 128 neurons. A departure that small images need: a pool is left out where
/// the map is already one pixel high or wide.
/// </remarks>
/// <param name="depth">The size.</param>
/// <param name="width">Multiplier of all channels and of the hidden layer.</param>
public sealed class PlainCnn(int depth, double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const string Key = "plain-cnn";

    private static readonly ImmutableSortedDictionary<int, Layout> Layouts = new Dictionary<int, Layout>
    {
        [2] = new([(16, 1), (16, 1)]),
        [4] = new([(16, 2), (32, 2)]),
        [6] = new([(16, 2), (32, 2), (64, 2)]),
        [8] = new([(16, 2), (32, 2), (64, 2), (128, 2)]),
        [10] = new([(32, 2), (64, 2), (128, 2), (256, 4)], Hidden: 128),
    }.ToImmutableSortedDictionary();

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            Key,
            "arXiv:1902.03393",
            "Plain convolutional networks with batch normalisation; depth counts the convolutions.",
            [
                new Parameter.Choice("depth", [.. Layouts.Keys.Select(d => new Option($"{d}"))]),
                new Parameter.Real(IModelFamily.Width, 0.1, 2, Logarithmic: true),
            ],
            c => new PlainCnn(
                int.Parse(c.Text("depth"), CultureInfo.InvariantCulture),
                c.Real(IModelFamily.Width)
            )
        )
        {
            Usual = Configuration.Of(("depth", Value.Of("6")), (IModelFamily.Width, Value.Of(1.0))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        var side = ImageInput.Side(input, Key);
        if (!Layouts.TryGetValue(depth, out var layout))
            throw new GraphException(
                $"The family '{Key}' has no depth {depth}. Known: {string.Join(", ", Layouts.Keys)}."
            );

        var builder = new GraphBuilder(input);
        foreach (var (channels, convolutions) in layout.Blocks)
        {
            for (var i = 0; i < convolutions; i++)
                builder.Conv(IModelFamily.Scale(channels, width), bias: false).BatchNorm().Relu();
            if (side < 2)
                continue;
            builder.MaxPool();
            side /= 2;
        }

        builder.Flatten();
        if (layout.Hidden > 0)
            builder.Linear(IModelFamily.Scale(layout.Hidden, width)).Relu();
        return builder.Linear(outputs).Build();
    }

    // Channels and number of convolutions of each block; neurons of the hidden layer, 0 for none.
    private sealed record Layout(ImmutableArray<(int Channels, int Convolutions)> Blocks, int Hidden = 0);
}
