using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Slimfront.Engine.Data;
using Slimfront.Search;

namespace Slimfront.Engine.Tests.Data;

public sealed class NpzTests
{
    private static readonly byte[] Floats =
    [
        .. MemoryMarshal.AsBytes<float>((float[])[.. Enumerable.Range(0, 60)]),
    ];
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 30).Select(i => (byte)(i % 3))];

    [Test]
    public void One_pair_of_arrays_is_split_in_proportion()
    {
        using var folder = new TemporaryFolder();
        var data = Load(folder, ("x", Npy("<f4", "(30, 2)", Floats)), ("y", Npy("|u1", "(30,)", Labels)));
        Assert.That(data.Info.Shape, Is.EqualTo((int[])[2]));
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((18, 6, 6)));
        Assert.That(data.Values.ToArray(), Is.EqualTo(Enumerable.Range(0, 60)));
    }

    [TestCase("<f8")]
    [TestCase("<i8")]
    [TestCase("<i4")]
    [TestCase("|u1")]
    [TestCase("|i1")]
    [TestCase("<i2")]
    [TestCase("<u2")]
    [TestCase("<u4")]
    [TestCase("<u8")]
    [TestCase("<f2")]
    public void Every_type_gives_the_same_values(string type)
    {
        using var folder = new TemporaryFolder();
        var numbers = Enumerable.Range(0, 60).ToArray();
        byte[] content = type switch
        {
            "<f8" => [.. MemoryMarshal.AsBytes<double>(Array.ConvertAll(numbers, n => (double)n))],
            "<i8" => [.. MemoryMarshal.AsBytes<long>(Array.ConvertAll(numbers, n => (long)n))],
            "<i4" => [.. MemoryMarshal.AsBytes<int>(numbers)],
            "<i2" => [.. MemoryMarshal.AsBytes<short>(Array.ConvertAll(numbers, n => (short)n))],
            "<u2" => [.. MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(numbers, n => (ushort)n))],
            "<u4" => [.. MemoryMarshal.AsBytes<uint>(Array.ConvertAll(numbers, n => (uint)n))],
            "<u8" => [.. MemoryMarshal.AsBytes<ulong>(Array.ConvertAll(numbers, n => (ulong)n))],
            "<f2" => [.. MemoryMarshal.AsBytes<Half>(Array.ConvertAll(numbers, n => (Half)n))],
            _ => Array.ConvertAll(numbers, n => (byte)n),
        };
        var data = Load(
            folder,
            ("x", Npy(type, "(30, 1, 2)", content)),
            ("y", Npy("|u1", "(30, 1)", Labels))
        );
        Assert.That(data.Info.Shape, Is.EqualTo((int[])[1, 1, 2]));
        Assert.That(data.Values.ToArray(), Is.EqualTo(numbers));
    }

    [Test]
    public void Given_splits_are_kept()
    {
        using var folder = new TemporaryFolder();
        var x = Npy("<f4", "(30, 2)", Floats);
        var y = Npy("|u1", "(30,)", Labels);
        var data = Load(
            folder,
            ("x_train", x),
            ("y_train", y),
            ("x_val", x),
            ("y_val", y),
            ("x_test", x),
            ("y_test", y)
        );
        Assert.That(data.Split.Train, Is.EqualTo(Enumerable.Range(0, 30)));
        Assert.That(data.Split.Validation, Is.EqualTo(Enumerable.Range(30, 30)));
        Assert.That(data.Split.Test, Is.EqualTo(Enumerable.Range(60, 30)));
        var drawn = Load(folder, ("x_train", x), ("y_train", y), ("x_test", x), ("y_test", y));
        Assert.That((drawn.Info.Train, drawn.Info.Validation, drawn.Info.Test), Is.EqualTo((27, 3, 30)));
    }

    [Test]
    public void Every_way_to_be_unusable_is_one_line_that_says_so()
    {
        using var folder = new TemporaryFolder();
        var y = ("y", Npy("|u1", "(30,)", Labels));
        Refused("'x_train'", y);
        Refused("'<U3'", ("x", Npy("<U3", "(30, 2)", Floats)), y);
        Refused("cut off", ("x", Npy("<f4", "(30, 2)", Floats)[..20]), y);
        Refused("takes 240 bytes, 239", ("x", Npy("<f4", "(30, 2)", Floats[..^1])), y);
        Refused("Fortran", ("x", Npy("<f4", "(30, 2)", Floats, order: "True")), y);
        Refused("npy format", ("x", "no array at all"u8.ToArray()), y);
        Refused("30 labels", ("x", Npy("<f4", "(20, 3)", Floats)), y);
        Refused(
            "1 dimensions",
            ("x", Npy("<f4", "(60,)", Floats)),
            ("y", Npy("|u1", "(60,)", [.. Labels, .. Labels]))
        );
        Refused("too large", ("x", Npy("<f4", "(99999999999, 2)", Floats)), y);
        Refused("1 class(es)", ("x", Npy("<f4", "(30, 2)", Floats)), ("y", Npy("<i4", "(30,)", Minus())));
        Refused("numpy.argmax", ("x", Npy("<f4", "(15, 4)", Floats)), ("y", Npy("|u1", "(15, 2)", Labels)));
        Refused("'<U1', which is text", ("x", Npy("<U1", "(30, 2)", Floats)), y);
        Refused("little-endian", ("x", Npy(">f4", "(30, 2)", Floats)), y);
        Refused("Python objects", ("x", Npy("|O", "(30, 2)", Floats)), y);
        Refused(
            "its example 30 of 30 holds the value NaN",
            ("x", Npy("<f4", "(30, 2)", [.. Floats[..^4], 0, 0, 0xc0, 0x7f])),
            y
        );
        Refused("class", ("x", Npy("<f4", "(30, 2)", Floats)), ("y", Npy("|u1", "(30,)", new byte[30])));

        void Refused(string because, params (string Name, byte[] Content)[] arrays) =>
            Assert.That(
                () => Load(folder, arrays),
                Throws
                    .TypeOf<UserErrorException>()
                    .With.Message.Contains(because)
                    .And.Message.Not.Contains("\n")
            );
    }

    // An array that nobody looks at is a mistake, or is named.
    [Test]
    public void Arrays_that_do_not_go_together_are_refused_and_others_are_named()
    {
        using var folder = new TemporaryFolder();
        var x = Npy("<f4", "(30, 2)", Floats);
        var y = Npy("|u1", "(30,)", Labels);
        (string, byte[])[] parts = [("x_train", x), ("y_train", y), ("x_test", x), ("y_test", y)];
        Refused("no array 'x_val'", [.. parts, ("y_val", y)]);
        Refused("no array 'y_val'", [.. parts, ("x_val", x)]);
        Refused("both 'x' and 'x_train'", [.. parts, ("x", x)]);
        Refused("both 'y' and 'x_train'", [.. parts, ("y", y)]);
        Refused("an array 'x_valid'; known are x_train, y_train, x_val", [.. parts, ("x_valid", x)]);
        Refused("an array 'X_train'", ("X_train", x), ("y_train", y));
        Refused(
            "has the arrays 'arr_0', 'arr_1'; inputs and labels are to be called x_train, y_train",
            ("arr_0", x),
            ("arr_1", y)
        );
        Refused("has no arrays; inputs");
        var other = Npy("<f4", "(30, 2)", [.. Floats.Reverse()]);
        parts = [("x_train", x), ("y_train", y), ("x_test", other), ("y_test", y)];
        var data = Load(folder, [.. parts, ("names", Npy("|O", "(1,)", [1])), ("ids", x)]);
        Assert.That(data.Info.Warnings, Is.EqualTo((string[])["left out: the arrays 'names', 'ids'"]));

        void Refused(string because, params (string Name, byte[] Content)[] arrays) =>
            Assert.That(
                () => Load(folder, arrays),
                Throws.TypeOf<UserErrorException>().With.Message.Contains(because)
            );
    }

    [Test]
    public void A_missing_cut_off_or_altered_archive_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("toy.npz");
        Refused("toy.npz' does not exist.");
        Load(folder, ("x", Npy("<f4", "(30, 2)", Floats)), ("y", Npy("|u1", "(30,)", Labels)));
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Refused("zip archive");
        whole[200] ^= 1;
        File.WriteAllBytes(path, whole);
        Refused("checksum");

        void Refused(string because) =>
            Assert.That(
                () => Classified.Of(new Npz(path)),
                Throws.TypeOf<UserErrorException>().With.Message.Contains(because)
            );
    }

    private static byte[] Minus() => [.. MemoryMarshal.AsBytes<int>([.. Enumerable.Repeat(-1, 30)])];

    private static DataSet Load(TemporaryFolder folder, params (string Name, byte[] Content)[] arrays)
    {
        var path = folder.File("toy.npz");
        using (var file = File.Create(path))
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
            foreach (var (name, content) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return Classified.Of(new Npz(path));
    }

    private static byte[] Npy(string type, string shape, byte[] content, string order = "False")
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        return
        [
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)header.Length,
            0,
            .. Encoding.ASCII.GetBytes(header),
            .. content,
        ];
    }
}
