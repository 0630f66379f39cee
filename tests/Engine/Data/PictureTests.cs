using SkiaSharp;
using Slimfront.Engine.Data;
using static Slimfront.Engine.Tests.Data.PictureFiles;

namespace Slimfront.Engine.Tests.Data;

public sealed class PictureTests
{
    // What a byte says by v, 16 bits say by 257 v; between bytes there are levels, too.
    [TestCase(false, 1)]
    [TestCase(true, 1)]
    [TestCase(false, 16)]
    public void Pictures_of_16_bits_keep_every_level(bool isInterlaced, int step)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("deep.png");
        var pixels = Enumerable.Range(0, 8 * 8 * 3).Select(i => (ushort)(i * step)).ToArray();
        File.WriteAllBytes(path, DeepPngFile.Of(pixels, 8, 8, isInterlaced));
        var picture = Picture.Read(path);
        Assert.That((picture.IsDeep, picture.Scale), Is.EqualTo((true, 257)));
        Assert.That(picture.Red, Is.EqualTo(pixels.Where((_, i) => i % 3 == 0)));
        Assert.That(picture.Green, Is.EqualTo(pixels.Where((_, i) => i % 3 == 1)));
        Assert.That(picture.Blue, Is.EqualTo(pixels.Where((_, i) => i % 3 == 2)));

        foreach (var i in Enumerable.Range(0, 5))
        {
            Directory.CreateDirectory(folder.File("pics/dark"));
            Directory.CreateDirectory(folder.File("pics/bright"));
            File.WriteAllBytes(folder.File($"pics/dark/{i}"), DeepPngFile.Of(pixels, 8, 8, isInterlaced));
            ushort[] bright = [.. pixels.Select(p => (ushort)(p + 191))];
            File.WriteAllBytes(folder.File($"pics/bright/{i}"), DeepPngFile.Of(bright, 8, 8, isInterlaced));
        }
        var data = new Images(folder.File("pics"), 8, isGrey: false).Load();
        Assert.That(
            data.Values.ToArray()[(5 * 192)..(5 * 192 + 64)],
            Is.EqualTo(pixels.Where((_, i) => i % 3 == 0).Select(p => p / 257f)).Within(1e-6f)
        );
        Assert.That(
            data.Warnings,
            Has.One.StartsWith("10 of 10 pictures have 16 bits a channel, with values to")
        );
    }

    [Test]
    public void Dark_pictures_of_16_bits_beside_those_of_8_are_refused()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 5, Red);
        Fill(folder, "b", 5, Blue);
        File.WriteAllBytes(folder.File("b/9.png"), DeepPngFile.Of(new ushort[12], 2, 2, isInterlaced: false));
        Refused(folder, "1 of 11 pictures have 16 bits but no value above 0 of 65535");
        ushort[] bright = [.. Enumerable.Repeat((ushort)40000, 12)];
        File.WriteAllBytes(folder.File("b/9.png"), DeepPngFile.Of(bright, 2, 2, isInterlaced: false));
        Assert.That(Load(folder).Warnings, Has.One.StartsWith("1 of 11 pictures have 16 bits"));
    }

    [Test]
    public void A_damaged_picture_of_16_bits_is_refused([Range(40, 160, 40)] int length)
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 5, Red);
        Fill(folder, "b", 5, Blue);
        ushort[] pixels = [.. Enumerable.Range(0, 300).Select(i => (ushort)(i * 7919))];
        var whole = DeepPngFile.Of(pixels, 10, 10, isInterlaced: false);
        File.WriteAllBytes(folder.File("b/0.png"), whole[..length]);
        Refused(folder, $"'{folder.File("b/0.png")}' cannot be used");
        whole[length] ^= 1;
        File.WriteAllBytes(folder.File("b/0.png"), whole);
        Refused(folder, $"'{folder.File("b/0.png")}' cannot be used");
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
        File.WriteAllBytes(path, Turned(Encoded(SKEncodedImageFormat.Jpeg, 32, 32, Corners), orientation));
        Assert_upright(path, x, y, dx, dy);
    }

    // The same in every other format that has such a mark.
    [TestCase(SKEncodedImageFormat.Png)]
    [TestCase(SKEncodedImageFormat.Webp)]
    public void A_turned_picture_of_another_format_is_set_upright(SKEncodedImageFormat format)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("turned");
        (int X, int Y, int Dx, int Dy)[] seen =
        [
            (0, 0, 1, 0),
            (1, 0, -1, 0),
            (1, 1, -1, 0),
            (0, 1, 1, 0),
            (0, 0, 0, 1),
            (1, 0, 0, 1),
            (1, 1, 0, -1),
            (0, 1, 0, -1),
        ];
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var (x, y, dx, dy) = seen[orientation - 1];
            File.WriteAllBytes(path, ExifFile.Turned(Encoded(format, 32, 32, Corners), orientation));
            Assert_upright(path, x, y, dx, dy);
        }
    }

    private static SKColor Corners(int px, int py) =>
        px < 16 ? (py < 16 ? new SKColor(0, 0, 0) : new(80, 80, 80))
        : py < 16 ? new(160, 160, 160)
        : SKColors.White;

    private static void Assert_upright(string path, int x, int y, int dx, int dy)
    {
        var picture = Picture.Read(path);
        ushort At(int cx, int cy) => picture.Red[(((cy * 16) + 8) * 32) + (cx * 16) + 8];
        Assert.That(At(x, y), Is.EqualTo(0).Within(4));
        Assert.That(At(x + dx, y + dy), Is.EqualTo(160).Within(4));
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
