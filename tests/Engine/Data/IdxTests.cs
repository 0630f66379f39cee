using System.Buffers.Binary;
using System.IO.Compression;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

public sealed class IdxTests
{
    private const string TrainImages = "train-images-idx3-ubyte";
    private const string TestLabels = "t10k-labels-idx1-ubyte";

    [TestCase(false)]
    [TestCase(true)]
    public void Files_are_read_packed_or_not(bool packed)
    {
        using var folder = new TemporaryFolder();
        Write(folder, packed);
        var data = Load(folder);
        Assert.That(data.Info.Shape, Is.EqualTo((int[])[1, 2, 3]));
        Assert.That(data.Info.Train, Is.EqualTo(22));
        Assert.That(data.Info.Validation, Is.EqualTo(2));
        Assert.That(data.Split.Test, Is.EqualTo((int[])[24, 25, 26, 27]));
        Assert.That(data.Labels.ToArray()[..3], Is.EqualTo((int[])[0, 1, 0]));
        Assert.That(data.Values.ToArray()[..7], Is.EqualTo((float[])[0, 1, 2, 3, 4, 5, 6]));
    }

    [Test]
    public void Packing_does_not_change_the_fingerprint()
    {
        using var plain = new TemporaryFolder();
        using var packed = new TemporaryFolder();
        Write(plain, packed: false);
        Write(packed, packed: true);
        Assert.That(Load(plain).Fingerprint, Is.EqualTo(Load(packed).Fingerprint));
    }

    [Test]
    public void A_missing_folder_and_a_missing_file_are_named()
    {
        using var folder = new TemporaryFolder();
        Refused(folder, "idx3-ubyte");
        Write(folder, packed: false);
        File.Delete(folder.File(TestLabels));
        Refused(folder, TestLabels);
        Assert.That(
            () => new Idx(folder.File("nowhere"), "x").Load(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("nowhere")
        );
        Assert.That(
            () => DataSources.Of().Load(Configuration.Of(("set", Value.Of("idx")))),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("data.idx.path")
        );
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(15)]
    [TestCase(40)]
    public void A_file_cut_off_anywhere_is_refused(int length)
    {
        using var folder = new TemporaryFolder();
        Write(folder, packed: false);
        File.WriteAllBytes(folder.File(TrainImages), File.ReadAllBytes(folder.File(TrainImages))[..length]);
        Refused(folder, TrainImages);
    }

    [Test]
    public void A_damaged_packed_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, packed: true);
        var path = folder.File(TrainImages + ".gz");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^12]);
        Refused(folder, TrainImages);
        whole[20] ^= 0x55;
        File.WriteAllBytes(path, whole);
        Refused(folder, TrainImages);
    }

    [Test]
    public void Sizes_that_would_overflow_are_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, packed: false);
        File.WriteAllBytes(folder.File(TrainImages), Idx3([int.MaxValue, int.MaxValue, 4], []));
        Refused(folder, TrainImages);
        File.WriteAllBytes(folder.File(TrainImages), Idx3([-1, 2, -3], []));
        Refused(folder, TrainImages);
    }

    [Test]
    public void Labels_that_do_not_match_their_images_are_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, packed: false);
        File.WriteAllBytes(folder.File(TestLabels), Idx3([3], [0, 1, 0]));
        Refused(folder, "4 t10k images but 3 labels");
    }

    private static DataSet Load(TemporaryFolder folder) =>
        DataSources
            .Of()
            .Load(Configuration.Of(("set", Value.Of("idx")), ("idx.path", Value.Of(folder.Path))));

    private static void Refused(TemporaryFolder folder, string because) =>
        Assert.That(
            () => Load(folder),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );

    private static void Write(TemporaryFolder folder, bool packed)
    {
        Write(
            "train-images-idx3-ubyte",
            Idx3([24, 2, 3], [.. Enumerable.Range(0, 144).Select(i => (byte)i)])
        );
        Write("train-labels-idx1-ubyte", Idx3([24], [.. Enumerable.Range(0, 24).Select(i => (byte)(i % 2))]));
        Write("t10k-images-idx3-ubyte", Idx3([4, 2, 3], new byte[24]));
        Write("t10k-labels-idx1-ubyte", Idx3([4], [1, 0, 1, 0]));

        void Write(string name, byte[] content)
        {
            using var file = File.Create(folder.File(packed ? name + ".gz" : name));
            using var stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
            stream.Write(content);
        }
    }

    private static byte[] Idx3(int[] shape, byte[] values)
    {
        var header = new byte[4 + (4 * shape.Length)];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var d = 0; d < shape.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), shape[d]);
        return [.. header, .. values];
    }
}
