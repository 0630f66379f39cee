using SkiaSharp;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

public sealed class ImagesTests
{
    private static readonly SKColor Red = new(255, 0, 0);
    private static readonly SKColor Blue = new(0, 0, 255);

    [Test]
    public void Class_folders_side_by_side_are_split_in_proportion()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "b", 10, Blue);
        Fill(folder, "A", 20, Red);
        File.WriteAllText(folder.File("A/.hidden"), "not a picture");
        File.WriteAllText(folder.File("A/Thumbs.db"), "not a picture");
        File.WriteAllText(folder.File("readme.txt"), "not a picture");
        var data = Load(folder);
        Assert.That(data.Name, Is.EqualTo(Path.GetFileName(folder.Path)));
        Assert.That(data.Shape, Is.EqualTo((int[])[3, 8, 8]));
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((18, 6, 6)));
        // Ordinal order: capitals first.
        Assert.That(data.Labels.ToArray(), Is.EqualTo(Enumerable.Range(0, 30).Select(i => i < 20 ? 0 : 1)));
        Assert.That(Pixel(data, 0), Is.EqualTo((float[])[255, 0, 0]));
        Assert.That(Pixel(data, 29), Is.EqualTo((float[])[0, 0, 255]));
    }

    [TestCase("val")]
    [TestCase("Validation")]
    public void Given_splits_are_kept(string validation)
    {
        using var folder = new TemporaryFolder();
        foreach (var (part, count) in ((string, int)[])[("train", 6), (validation, 3), ("test", 2)])
        {
            Fill(folder, $"{part}/cat", count, Red);
            Fill(folder, $"{part}/dog", count, Blue);
        }
        var data = Load(folder);
        Assert.That(data.Split.Train, Is.EqualTo(Enumerable.Range(0, 12)));
        Assert.That(data.Split.Validation, Is.EqualTo(Enumerable.Range(12, 6)));
        Assert.That(data.Split.Test, Is.EqualTo(Enumerable.Range(18, 4)));
        Assert.That(data.Labels.ToArray()[12..18], Is.EqualTo((int[])[0, 0, 0, 1, 1, 1]));
    }

    [Test]
    public void Without_a_validation_folder_a_twelfth_of_each_class_is_taken_from_training()
    {
        using var folder = new TemporaryFolder();
        foreach (var (part, count) in ((string, int)[])[("train", 24), ("test", 1)])
        {
            Fill(folder, $"{part}/cat", count, Red);
            Fill(folder, $"{part}/dog", count, Blue);
        }
        var data = Load(folder);
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((44, 4, 2)));
        Assert.That(data.Split.Validation.Count(i => data.Labels.Span[i] == 0), Is.EqualTo(2));
    }

    [Test]
    public void Every_format_and_size_gives_the_same_flat_picture()
    {
        using var folder = new TemporaryFolder();
        var grey = new SKColor(128, 128, 128);
        Fill(folder, "other", 5, Red);
        Save(folder, "flat/1.png", SKEncodedImageFormat.Png, 8, 8, (_, _) => grey);
        Save(folder, "flat/2.jpg", SKEncodedImageFormat.Jpeg, 31, 17, (_, _) => grey);
        Save(folder, "flat/3.webp", SKEncodedImageFormat.Webp, 5, 50, (_, _) => grey);
        File.WriteAllBytes(folder.File("flat/4.bmp"), Bmp(grey));
        Save(folder, "flat/5", SKEncodedImageFormat.Png, 100, 3, (_, _) => grey);
        var data = Load(folder);
        Assert.That(data.Values.ToArray()[..(5 * 192)], Is.All.EqualTo(128f).Within(1));
        Assert.That(data.Values.ToArray()[..192], Is.All.EqualTo(128f));
    }

    [Test]
    public void Grey_is_luma_and_what_is_transparent_is_white()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a-red", 5, Red);
        Fill(folder, "b-green", 5, new SKColor(0, 255, 0));
        Fill(folder, "c-nothing", 5, SKColors.Transparent);
        Fill(folder, "d-half", 5, new SKColor(0, 0, 0, 128));
        var data = Load(folder, ("colours", Value.Of("grey")));
        Assert.That(data.Shape, Is.EqualTo((int[])[1, 8, 8]));
        // 0.299 · 255 = 76.2; 0.587 · 255 = 149.7; 255 · 127 / 255 = 127.
        float[] expected = [76, 150, 255, 127];
        Assert.That(Enumerable.Range(0, 4).Select(c => data.Values.Span[c * 5 * 64]), Is.EqualTo(expected));
    }

    [Test]
    public void A_picture_keeps_its_rows_and_columns()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "other", 5, Red);
        Save(folder, "a/1.png", SKEncodedImageFormat.Png, 8, 8, (x, y) => new((byte)x, (byte)y, 7));
        foreach (var i in Enumerable.Range(2, 4))
            Save(folder, $"a/{i}.png", SKEncodedImageFormat.Png, 8, 8, (_, _) => Blue);
        var values = Load(folder).Values.Span;
        Assert.That((values[2], values[(3 * 8) + 2]), Is.EqualTo((2f, 2f)), "red is the column");
        Assert.That((values[64 + 2], values[64 + (3 * 8) + 2]), Is.EqualTo((0f, 3f)), "green is the row");
        Assert.That(values[128 + 9], Is.EqualTo(7f));
    }

    // What the eight orientations of Exif say: where the first stored pixel, and the one right of it, are seen.
    [TestCase(1, 0, 0, 1, 0)]
    [TestCase(2, 1, 0, -1, 0)]
    [TestCase(3, 1, 1, -1, 0)]
    [TestCase(4, 0, 1, 1, 0)]
    [TestCase(5, 0, 0, 0, 1)]
    [TestCase(6, 1, 0, 0, 1)]
    [TestCase(7, 1, 1, 0, -1)]
    [TestCase(8, 0, 1, 0, -1)]
    public void A_turned_picture_is_set_upright(byte orientation, int x, int y, int dx, int dy)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("turned.jpg");
        // Left half black; the corner beside it lighter, so that mirroring shows.
        File.WriteAllBytes(
            path,
            Turned(
                Encoded(
                    SKEncodedImageFormat.Jpeg,
                    32,
                    32,
                    (px, py) =>
                        px < 16 ? (py < 16 ? new SKColor(0, 0, 0) : new(80, 80, 80))
                        : py < 16 ? new(160, 160, 160)
                        : SKColors.White
                ),
                orientation
            )
        );
        var picture = Picture.Read(path);
        byte At(int cx, int cy) => picture.Red[(((cy * 16) + 8) * 32) + (cx * 16) + 8];
        Assert.That(At(x, y), Is.EqualTo(0).Within(4));
        Assert.That(At(x + dx, y + dy), Is.EqualTo(160).Within(4));
    }

    [Test]
    public void A_file_that_is_no_picture_and_one_cut_off_are_named()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 5, Red);
        Fill(folder, "b", 5, Blue);
        var path = folder.File("b/3.png");
        Save(
            folder,
            "b/3.png",
            SKEncodedImageFormat.Png,
            64,
            64,
            (x, y) => new((byte)(x * y), (byte)(x ^ y), (byte)(x + y))
        );
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Refused(folder, $"'{path}' cannot be used: it is damaged or cut off");
        File.WriteAllText(path, "hello");
        Refused(folder, $"'{path}' cannot be used: it is not a picture");
        File.WriteAllBytes(path, []);
        Refused(folder, $"'{path}' cannot be used");
    }

    [Test]
    public void Folders_that_make_no_data_set_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => new Images(folder.File("nowhere"), 8, isGrey: false).Load(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("nowhere")
        );
        Refused(folder, "each class needs one");
        Fill(folder, "a", 5, Red);
        Refused(folder, "it has 1 class(es)");
        Directory.CreateDirectory(folder.File("b"));
        Refused(folder, $"'{folder.File("b")}' has no pictures");
        Directory.Move(folder.File("a"), folder.File("test"));
        Refused(folder, "'test' but no 'train'");
        Directory.Move(folder.File("test"), folder.File("train"));
        Refused(folder, "'train' but no 'test'");
    }

    [Test]
    public void Parts_must_have_the_same_classes()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "train/a", 12, Red);
        Fill(folder, "train/b", 12, Blue);
        Fill(folder, "test/a", 1, Red);
        Refused(folder, $"'{folder.File("test/b")}' has no pictures");
        Fill(folder, "test/b", 1, Blue);
        Fill(folder, "test/c", 1, Blue);
        Refused(folder, $"'{folder.File("test/c")}' is a class without training pictures; known: a, b");
        Directory.Delete(folder.File("test/c"), recursive: true);
        Fill(folder, "val/a", 1, Red);
        Fill(folder, "validation/a", 1, Red);
        Refused(folder, "'val' and 'validation'");
    }

    private static DataSet Load(TemporaryFolder folder, params (string Key, Value Value)[] settings) =>
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

    private static void Refused(TemporaryFolder folder, string because) =>
        Assert.That(
            () => Load(folder),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );

    private static float[] Pixel(DataSet data, int example)
    {
        var image = data.Values.Slice(example * 192, 192).ToArray();
        return [image[27], image[64 + 27], image[128 + 27]];
    }

    private static void Fill(TemporaryFolder folder, string name, int count, SKColor colour)
    {
        for (var i = 0; i < count; i++)
            Save(folder, $"{name}/{i}.png", SKEncodedImageFormat.Png, 12, 9, (_, _) => colour);
    }

    private static void Save(
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

    private static byte[] Encoded(
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

    // A 2×2 bitmap of 24 bits; each row of 6 bytes is filled up to 8. SkiaSharp reads the format but does not write it.
    private static byte[] Bmp(SKColor colour)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("BM"u8);
        foreach (var number in (int[])[70, 0, 54, 40, 2, 2])
            writer.Write(number);
        writer.Write((short)1);
        writer.Write((short)24);
        foreach (var number in (int[])[0, 16, 2835, 2835, 0, 0])
            writer.Write(number);
        for (var row = 0; row < 2; row++)
            writer.Write([
                colour.Blue,
                colour.Green,
                colour.Red,
                colour.Blue,
                colour.Green,
                colour.Red,
                0,
                0,
            ]);
        return memory.ToArray();
    }

    // Puts an Exif segment with one entry, the orientation (tag 0x112, a short), after a JPEG file's first marker.
    private static byte[] Turned(byte[] jpeg, byte orientation) =>
        [
            .. jpeg[..2],
            0xff,
            0xe1,
            0,
            34,
            .. "Exif\0\0"u8,
            .. "MM"u8,
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
            .. jpeg[2..],
        ];
}
