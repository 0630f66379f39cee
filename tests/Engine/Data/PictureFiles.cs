using SkiaSharp;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Folders of pictures for tests, and the data sets that they are.</summary>
internal static class PictureFiles
{
    public static readonly SKColor Red = new(255, 0, 0);
    public static readonly SKColor Blue = new(0, 0, 255);

    public static DataSet Load(TemporaryFolder folder, params (string Key, Value Value)[] settings) =>
        DataSources
            .Of()
            .Load(
                Configuration
                    .Of(settings)
                    .With("path", Value.Of(folder.Path))
                    .With("size", Value.Of(8))
                    .Under("images")
                    .With("set", Value.Of("images"))
            );

    public static void Refused(TemporaryFolder folder, string because) =>
        Assert.That(
            () => Load(folder),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );

    public static void Fill(TemporaryFolder folder, string name, int count, SKColor colour)
    {
        for (var i = 0; i < count; i++)
            Save(folder, $"{name}/{i}.png", SKEncodedImageFormat.Png, 12, 9, (_, _) => colour);
    }

    public static void Save(
        TemporaryFolder folder,
        string name,
        SKEncodedImageFormat format,
        int width,
        int height,
        Func<int, int, SKColor> colour
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllBytes(folder.File(name), Encoded(format, width, height, colour));
    }

    public static byte[] Encoded(
        SKEncodedImageFormat format,
        int width,
        int height,
        Func<int, int, SKColor> colour
    )
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            bitmap.SetPixel(x, y, colour(x, y));
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }
}
