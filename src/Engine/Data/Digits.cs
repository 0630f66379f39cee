using System.IO.Compression;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>1,797 handwritten digits of 8×8 pixels, values 0 to 16: the data set that needs no file.</summary>
/// <remarks>
/// E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository (1998),
/// its test part; doi:10.24432/C50P49; licence CC BY 4.0. Split 60 : 20 : 20, each class in proportion.
/// </remarks>
public sealed class Digits : IDataSource, IDescribed<IDataSource>
{
    private const string Resource = "digits.csv.gz";
    private const int Pixels = 64;

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "digits",
            "doi:10.24432/C50P49",
            "1,797 handwritten digits of 8×8 pixels, built in.",
            [],
            _ => new Digits()
        );

    /// <inheritdoc/>
    public SourceData Load()
    {
        var values = new List<float>();
        var labels = new List<string>();
        using var packed = typeof(Digits).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            var numbers = Array.ConvertAll(line.Split(','), int.Parse);
            values.AddRange(numbers.Take(Pixels).Select(n => (float)n));
            labels.Add($"{numbers[Pixels]}");
        }
        return new("digits", [1, 8, 8], values.ToArray(), [new("the digits", "picture", labels)]);
    }
}
