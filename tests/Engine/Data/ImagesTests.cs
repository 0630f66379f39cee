using System.Diagnostics;
using SkiaSharp;
using Slimfront.Search.Spaces;
using static Slimfront.Engine.Tests.Data.PictureFiles;

namespace Slimfront.Engine.Tests.Data;

public sealed class ImagesTests
{
    // Reading it would wait for a writer for ever.
    [Test]
    public void A_pipe_in_a_class_folder_is_no_picture()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("There are no pipes in folders.");
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 5, Red);
        Fill(folder, "b", 5, Blue);
        using var made = Process.Start("mkfifo", folder.File("b/pipe.png"));
        made.WaitForExit();
        File.CreateSymbolicLink(folder.File("b/link.png"), folder.File("b/pipe.png"));
        Refused(folder, "2 of 12 pictures cannot be read");
        Refused(folder, $"'{folder.File("b/pipe.png")}' cannot be used: it is empty, or a pipe");
    }

    [Test]
    public void All_bad_pictures_are_counted_and_the_first_few_are_named()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 5, Red);
        Fill(folder, "b", 5, Blue);
        foreach (var i in Enumerable.Range(0, 5))
            File.WriteAllText(folder.File($"b/{i}.png"), "hello");
        Refused(folder, "5 of 10 pictures cannot be read: '");
        Refused(folder, $"'{folder.File("b/2.png")}' cannot be used: it is not a picture");
        Refused(folder, "And 2 more.");
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
}
