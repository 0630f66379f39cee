using System.Formats.Tar;
using System.IO.Compression;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

public sealed class CifarTests
{
    private const int Pixels = 3072;

    [Test]
    public void Batches_of_CIFAR_10_are_read_in_order()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Ten());
        var data = Load(folder.Path);
        Assert.That(data.Name, Is.EqualTo("cifar-10"));
        Assert.That(data.Shape, Is.EqualTo((int[])[3, 32, 32]));
        Assert.That(data.Classes, Is.EqualTo(10));
        // Five batches of 40, one example in ten of each class for validation, and the test batch last.
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((180, 20, 20)));
        Assert.That(data.Split.Test, Is.EqualTo(Enumerable.Range(200, 20)));
        Assert.That(data.Labels.ToArray()[39..42], Is.EqualTo((int[])[9, 0, 1]));
        // Of example 41, the second of the second batch: red at (0, 0) and (0, 1), green at (0, 0), blue at (31, 31).
        var image = data.Values.Slice(41 * Pixels, Pixels).Span;
        Assert.That(
            (float[])[image[0], image[1], image[1024], image[3071]],
            Is.EqualTo((float[])[Pixel(2, 1, 0), Pixel(2, 1, 1), Pixel(2, 1, 1024), Pixel(2, 1, 3071)])
        );
    }

    // The archive has the names beside the batches, a name a line, an empty line at the end.
    [TestCase("\n", "airplane", "truck")]
    [TestCase("\r\n", "airplane", "truck")]
    [TestCase(null, "0", "9")]
    public void Classes_of_CIFAR_10_are_called_as_batches_meta_says(string? ending, string first, string last)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Ten());
        string[] names = ["airplane", .. Enumerable.Range(1, 8).Select(i => $"name {i}"), "truck"];
        if (ending is not null)
            File.WriteAllText(folder.File("batches.meta.txt"), string.Join(ending, [.. names, "", ""]));
        var called = Load(folder.Path).Info.OutputNames;
        Assert.That((called[0], called[9]), Is.EqualTo((first, last)));
        using var beside = new TemporaryFolder();
        var archive = beside.File("cifar-10-binary.tar.gz");
        using (var packed = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
            TarFile.CreateFromDirectory(folder.Path, packed, includeBaseDirectory: false);
        Assert.That(Load(archive).Info.OutputNames, Is.EqualTo(called));
    }

    [TestCase("fine", "name 23")]
    [TestCase("coarse", "name 3")]
    public void Classes_of_CIFAR_100_are_called_as_their_files_say(string labels, string expected)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Hundred());
        foreach (var (kind, count) in (ReadOnlySpan<(string, int)>)[("fine", 100), ("coarse", 20)])
            File.WriteAllLines(
                folder.File($"{kind}_label_names.txt"),
                Enumerable.Range(0, count).Select(i => $"name {i}")
            );
        Assert.That(Load(folder.Path, labels).ClassNames[labels == "fine" ? 23 : 3], Is.EqualTo(expected));
    }

    [TestCase("fine", 100, "cifar-100")]
    [TestCase("coarse", 20, "cifar-100-coarse")]
    public void CIFAR_100_has_two_kinds_of_labels(string labels, int classes, string name)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Hundred());
        var data = Load(folder.Path, labels);
        Assert.That((data.Name, data.Classes), Is.EqualTo((name, classes)));
        Assert.That(data.Labels.ToArray()[23], Is.EqualTo(labels == "fine" ? 23 : 23 / 5));
        Assert.That(data.Values.Span[(23 * Pixels) + 5], Is.EqualTo(Pixel(1, 23, 5)));
    }

    [Test]
    public void The_archive_its_folder_and_its_files_are_the_same_data()
    {
        using var folder = new TemporaryFolder();
        var below = Directory.CreateDirectory(folder.File("files/cifar-10-batches-bin")).FullName;
        Write(below, Ten());
        Directory.CreateDirectory(folder.File("packed"));
        var archive = folder.File("packed/cifar-10-binary.tar.gz");
        using (var packed = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
            TarFile.CreateFromDirectory(below, packed, includeBaseDirectory: true);
        string[] places = [below, folder.File("files"), folder.File("packed"), archive];
        Assert.That(places.Select(p => Load(p).Fingerprint).Distinct().Count(), Is.EqualTo(1));

        var whole = File.ReadAllBytes(archive);
        File.WriteAllBytes(archive, whole[..(whole.Length / 2)]);
        Refused(archive, "cifar-10-binary.tar.gz' is damaged");
        File.WriteAllText(archive, "no archive at all");
        Refused(archive, "cifar-10-binary.tar.gz");
    }

    [Test]
    public void Whatever_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        Refused(folder.File("nowhere"), "nowhere");
        Refused(folder.Path, "data_batch_1.bin");
        Write(folder.Path, Ten());
        File.Delete(folder.File("data_batch_4.bin"));
        Refused(folder.Path, "no 'data_batch_4.bin'");
        Refused("", "data.cifar.path");
    }

    [Test]
    public void Two_editions_in_one_folder_and_coarse_labels_of_ten_classes_are_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Ten());
        Refused(folder.Path, "no coarse labels", "coarse");
        Write(folder.Path, Hundred());
        Refused(folder.Path, "both CIFAR-10 and CIFAR-100");
    }

    [TestCase(0)]
    [TestCase(3072)]
    [TestCase(3074)]
    public void A_batch_cut_off_anywhere_is_refused(int length)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Ten());
        var path = folder.File("data_batch_2.bin");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Refused(folder.Path, $"'data_batch_2.bin' in '{folder.Path}' is damaged: its {length} bytes");
    }

    [Test]
    public void A_label_out_of_range_is_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, Ten());
        var path = folder.File("test_batch.bin");
        var content = File.ReadAllBytes(path);
        content[3 * (Pixels + 1)] = 10;
        File.WriteAllBytes(path, content);
        Refused(folder.Path, "record 3 has the label 10");
    }

    private static DataSet Load(string path, string labels = "fine") =>
        DataSources
            .Of()
            .Load(
                Configuration.Of(
                    ("set", Value.Of("cifar")),
                    ("cifar.path", Value.Of(path)),
                    ("cifar.labels", Value.Of(labels))
                )
            );

    private static void Refused(string path, string because, string labels = "fine") =>
        Assert.That(
            () => Load(path, labels),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );

    private static void Write(string folder, IEnumerable<(string Name, byte[] Content)> files)
    {
        foreach (var (name, content) in files)
            File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    // The form of https://www.cs.toronto.edu/~kriz/cifar.html: label, 1,024 red, 1,024 green and 1,024 blue bytes.
    private static IEnumerable<(string Name, byte[] Content)> Ten()
    {
        for (var b = 1; b <= 5; b++)
            yield return ($"data_batch_{b}.bin", Records(b, 40, i => [(byte)(i % 10)]));
        yield return ("test_batch.bin", Records(6, 20, i => [(byte)(i % 10)]));
    }

    private static IEnumerable<(string Name, byte[] Content)> Hundred() =>
        [
            ("train.bin", Records(1, 500, i => [(byte)(i % 100 / 5), (byte)(i % 100)])),
            ("test.bin", Records(2, 100, i => [(byte)(i / 5), (byte)i])),
        ];

    private static byte[] Records(int file, int count, Func<int, byte[]> labels) =>
        [
            .. Enumerable
                .Range(0, count)
                .SelectMany(i =>
                    labels(i).Concat(Enumerable.Range(0, Pixels).Select(p => Pixel(file, i, p)))
                ),
        ];

    private static byte Pixel(int file, int image, int place) =>
        (byte)((file * 101) + (image * 13) + (place * 7));
}
