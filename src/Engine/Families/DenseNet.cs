using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Families;

/// <summary>DenseNet-BC for small images: three blocks in which every layer sees all earlier ones.</summary>
/// <remarks>
/// Huang et al. (2017), arXiv:1608.06993, §3 and §4.2: growth rate k = 12 at width 1; a layer is normalisation,
/// rectifier, 1×1 convolution to 4k channels, normalisation, rectifier, 3×3 convolution to k channels, which are put
/// beside the layer's input; between blocks a 1×1 convolution halves the channels and a pool the map. A first
/// convolution makes 2k channels. The depth is 6n + 4: DenseNet-BC-100 has 0.8 M parameters on CIFAR-10. A departure
/// that small images need: a pool is left out where the map is already one pixel high or wide.
/// </remarks>
/// <param name="layers">n, layers of each block: 3 makes depth 22, 6 depth 40, 16 depth 100.</param>
/// <param name="width">Multiplier of the growth rate and all other channels.</param>
public sealed class DenseNet(int layers, double width) : IModelFamily, IDescribed<IModelFamily>
{
    private const string Key = "densenet";
    private const int Blocks = 3;
    private const int Growth = 12;
    private const int Bottleneck = 4 * Growth;

    /// <inheritdoc/>
    public static Technique<IModelFamily> Technique { get; } =
        new(
            Key,
            "arXiv:1608.06993",
            "DenseNet-BC of 6·layers + 4 layers with growth rate 12 at width 1.",
            [
                new Parameter.Integer("layers", 1, 16, Logarithmic: true),
                new Parameter.Real(IModelFamily.Width, 0.1, 2, Logarithmic: true),
            ],
            c => new DenseNet(c.Integer("layers"), c.Real(IModelFamily.Width))
        )
        {
            Usual = Configuration.Of(("layers", Value.Of(3)), (IModelFamily.Width, Value.Of(1.0))),
        };

    /// <inheritdoc/>
    public ModelGraph Build(Shape input, int outputs)
    {
        var side = ImageInput.Side(input, Key);
        var builder = new GraphBuilder(input);
        // Counted at width 1, so that one width scales every convolution alike.
        var channels = 2 * Growth;
        builder.Conv(Scale(channels), bias: false);
        for (var block = 0; block < Blocks; block++)
        {
            if (block > 0)
            {
                channels /= 2;
                builder.BatchNorm().Relu().Conv(Scale(channels), kernel: 1, bias: false);
                if (side > 1)
                    builder.AvgPool();
                side /= 2;
            }

            for (var layer = 0; layer < layers; layer++)
                Layer(builder);
            channels += layers * Growth;
        }

        return builder.BatchNorm().Relu().GlobalAvgPool().Flatten().Linear(outputs).Build();
    }

    private void Layer(GraphBuilder builder)
    {
        var start = builder.Last;
        builder.BatchNorm().Relu().Conv(Scale(Bottleneck), kernel: 1, bias: false);
        builder.BatchNorm().Relu().Conv(Scale(Growth), bias: false).Concat(start);
    }

    private int Scale(int channels) => IModelFamily.Scale(channels, width);
}
