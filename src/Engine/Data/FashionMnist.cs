using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>70,000 grey pictures of clothes in ten classes, 28×28.</summary>
/// <remarks>H. Xiao, K. Rasul, R. Vollgraf (2017), arXiv:1708.07747; licence MIT.</remarks>
/// <param name="path">The folder with its IDX files; empty for where Debian's package puts them.</param>
public sealed class FashionMnist(string path) : IDataSource, IDescribed<IDataSource>
{
    private const string PackageFolder = "/usr/share/datasets/fashion-mnist";

    // By label, as its authors call them.
    private static readonly ImmutableArray<string> Clothes =
    [
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ];

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "fashion-mnist",
            "arXiv:1708.07747",
            "Fashion-MNIST from Debian's package dataset-fashion-mnist, or from a folder.",
            [new Parameter.Text("path", IsPath: true)],
            c => new FashionMnist(c.Text("path", ""))
        );

    /// <inheritdoc/>
    public SourceData Load()
    {
        if (path.Length > 0)
            return new Idx(path, "fashion-mnist") { Names = Clothes }.Load();
        if (!Idx.IsIn(PackageFolder))
            throw new UserErrorException(
                $"Fashion-MNIST is not in '{PackageFolder}': install the package dataset-fashion-mnist, or download its four files and set 'data.fashion-mnist.path'."
            );
        return new Idx(PackageFolder, "fashion-mnist") { Names = Clothes }.Load();
    }
}
