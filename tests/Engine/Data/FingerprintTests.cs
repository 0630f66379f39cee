using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;
using Slimfront.Engine.Data;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>What data sets are is part of every stage key: these fingerprints never change.</summary>
public sealed class FingerprintTests
{
    [TestCase("", "f4f1e3949e27660fd63582dbc676bcc4f049c1e048a395d0d44befd7c9eb18e9")]
    [TestCase("a,b,kind\n", "f4f1e3949e27660fd63582dbc676bcc4f049c1e048a395d0d44befd7c9eb18e9")]
    public void A_table_with_the_label_last(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        var text = new StringBuilder(header);
        for (var i = 0; i < 90; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i * 7 % 11},{(i * 13 % 17) / 4.0},{"cab"[i % 3]}\n");
        File.WriteAllText(folder.File("t.csv"), text.ToString());
        Assert.That(Fingerprint("csv", folder.File("t.csv")), Is.EqualTo(expected));
    }

    [TestCase("(60, 12)", "5212243e7a8a05806d5afef764b0ddf981eaed7f5a1e9bf4c75504b3edc612ed")]
    [TestCase("(60, 3, 4)", "68e8aa7634c003530cb77cf998afc13b265c723c6da33b0ca803b69a60104b94")]
    [TestCase("(60, 3, 2, 2)", "a314be6e8e70d7ff7caa24963eb403bea822b0a32f0d2a233326fd52e5ecd8c7")]
    [TestCase("(60, 1, 2, 6)", "b5adc870e36343e858e74bc8eac1eba3edbb3e8a3f05554cb47718959f1f2372")]
    [TestCase("(60, 12, 1, 1)", "9a716a2d1282461a85dedfdaa4fcd49b18793a15e8e36b508a2f7dc186e83baa")]
    public void Arrays_of_NumPy_with_channels_first(string shape, string expected)
    {
        using var folder = new TemporaryFolder();
        float[] x = [.. Enumerable.Range(0, 720).Select(i => i * 31 % 101 / 8f)];
        long[] y = [.. Enumerable.Range(0, 60).Select(i => (long)(i * i % 3))];
        NpzFile.Write(
            folder.File("a.npz"),
            ("x", "<f4", shape, [.. MemoryMarshal.AsBytes<float>(x)]),
            ("y", "<i8", "(60,)", [.. MemoryMarshal.AsBytes<long>(y)])
        );
        Assert.That(Fingerprint("npz", folder.File("a.npz")), Is.EqualTo(expected));
    }

    [TestCase("train", "val", "e4ad1507026315e3bd3e4537c4067c3c3ac6d28c91193ae5a8884d363a4ed2e0")]
    [TestCase("", "", "8949ea52b612d6c67cf223c1bbf3e82a311e123d2373e72bf617824100e7f8de")]
    public void Pictures_of_8_bits(string train, string validation, string expected)
    {
        using var folder = new TemporaryFolder();
        string[] parts = train.Length == 0 ? [""] : [train, validation, "test"];
        foreach (var part in parts)
        foreach (var (name, number) in (ReadOnlySpan<(string, int)>)[("dog", 1), ("Cat", 2)])
            for (var i = 0; i < 10; i++)
                Save(folder, Path.Combine(part, name, $"{i}.png"), (number * 40) + i, part.Length);
        Assert.That(Fingerprint("images", folder.Path, ("size", Value.Of(6))), Is.EqualTo(expected));
    }

    [TestCase("ec8cb9cffa7aba2c6d5568a5e2a1addb1b6fef23af6ba7d39098b3b9cfcefeeb")]
    public void Files_in_the_form_of_MNIST(string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (var (part, count) in (ReadOnlySpan<(string, int)>)[("train", 48), ("t10k", 12)])
        {
            byte[] images = [.. Enumerable.Range(0, count * 6).Select(i => (byte)(i * 37))];
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7 % 4))];
            File.WriteAllBytes(folder.File($"{part}-images-idx3-ubyte"), Idx([count, 2, 3], images));
            File.WriteAllBytes(folder.File($"{part}-labels-idx1-ubyte"), Idx([count], labels));
        }
        Assert.That(Fingerprint("idx", folder.Path), Is.EqualTo(expected));
    }

    [TestCase("a94a87c1517d4533867210d94ae6ab45e8f79517c2f3c23bdc8236e517cd69ec")]
    public void Batches_of_CIFAR_10(string expected)
    {
        using var folder = new TemporaryFolder();
        string[] names = [.. Enumerable.Range(1, 5).Select(b => $"data_batch_{b}.bin"), "test_batch.bin"];
        foreach (var name in names)
            File.WriteAllBytes(
                folder.File(name),
                [
                    .. Enumerable
                        .Range(0, 20 * 3073)
                        .Select(i => (byte)(i % 3073 == 0 ? i / 3073 % 10 : (i * 41) + name.Length)),
                ]
            );
        Assert.That(Fingerprint("cifar", folder.Path), Is.EqualTo(expected));
    }

    private static string Fingerprint(
        string set,
        string path,
        params ReadOnlySpan<(string Key, Value Value)> settings
    ) =>
        DataSources
            .Of()
            .Load(
                Configuration
                    .Of([.. settings])
                    .With("path", Value.Of(path))
                    .Under(set)
                    .With("set", Value.Of(set))
            )
            .Fingerprint;

    private static void Save(TemporaryFolder folder, string name, int seed, int more)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        using var bitmap = new SKBitmap(9, 7, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < 7; y++)
        for (var x = 0; x < 9; x++)
            bitmap.SetPixel(x, y, new((byte)(seed * (x + 1)), (byte)(seed + (y * 9)), (byte)(x * y * more)));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(folder.File(name), data.ToArray());
    }

    private static byte[] Idx(int[] shape, byte[] values)
    {
        var header = new byte[4 + (4 * shape.Length)];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var d = 0; d < shape.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), shape[d]);
        return [.. header, .. values];
    }
}
