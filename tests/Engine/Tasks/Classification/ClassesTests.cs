using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Slimfront.Engine.Data;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Tasks.Classification;

/// <summary>Labels become classes by the same rules in every data set.</summary>
public sealed class ClassesTests
{
    private static readonly byte[] Inputs =
    [
        .. MemoryMarshal.AsBytes<float>((float[])[.. Enumerable.Range(0, 60)]),
    ];

    [TestCase("7 1000 50000", "7, 1000, 50000")]
    [TestCase("1 2 3", "1, 2, 3")]
    [TestCase("-1 0 1", "-1, 0, 1")]
    [TestCase("9 10 100", "9, 10, 100")]
    [TestCase(
        "9007199254740993 9007199254740994 9007199254740995",
        "9007199254740993, 9007199254740994, 9007199254740995"
    )]
    [TestCase("1.0 2 1e1", "1.0, 2, 1e1")]
    [TestCase("bear cat dog", "bear, cat, dog")]
    public void Labels_are_mapped_to_0_1_2_with_their_names_kept(string written, string names)
    {
        using var folder = new TemporaryFolder();
        var labels = written.Split(' ');
        var table = Table(folder, i => labels[i % 3]);
        Assert.That(table.ClassNames, Is.EqualTo(names.Split(", ")));
        Assert.That(table.Info.OutputNames, Is.EqualTo(table.ClassNames));
        Assert.That(table.Classes, Is.EqualTo(3));
        Assert.That(table.Labels.ToArray(), Is.EqualTo(Enumerable.Range(0, 30).Select(i => i % 3)));
        Assert.That(table.Fingerprint, Is.EqualTo(Table(folder, i => $"{i % 3}").Fingerprint));
    }

    [TestCase("<i8")]
    [TestCase("<f8")]
    [TestCase("<u2")]
    [TestCase("<U5")]
    [TestCase("|S5")]
    public void Arrays_have_the_same_rules_whatever_their_type(string type)
    {
        using var folder = new TemporaryFolder();
        int[] written = [7, 1000, 50000];
        var data = Arrays(folder, ("y", type, "(30,)", Bytes(type, i => written[i % 3])));
        Assert.That(data.ClassNames, Is.EqualTo((string[])["7", "1000", "50000"]));
        Assert.That(data.Labels.ToArray(), Is.EqualTo(Enumerable.Range(0, 30).Select(i => i % 3)));
        var usual = Arrays(folder, ("y", "<i8", "(30,)", Bytes("<i8", i => i % 3)));
        Assert.That(data.Fingerprint, Is.EqualTo(usual.Fingerprint));
    }

    [Test]
    public void Words_and_truth_values_are_labels_of_arrays_too()
    {
        using var folder = new TemporaryFolder();
        var words = Arrays(folder, ("y", "<U3", "(30,)", Texts(3, i => ["dog", "äh", "cat"], 30)));
        Assert.That(words.ClassNames, Is.EqualTo((string[])["cat", "dog", "äh"]));
        Assert.That(words.Labels.ToArray()[..3], Is.EqualTo((int[])[1, 2, 0]));
        byte[] truths = [.. Enumerable.Range(0, 30).Select(i => (byte)(i % 2))];
        Assert.That(
            Arrays(folder, ("y", "|b1", "(30,)", truths)).ClassNames,
            Is.EqualTo((string[])["0", "1"])
        );
    }

    [Test]
    public void Equal_numbers_are_one_class_however_they_are_written()
    {
        using var folder = new TemporaryFolder();
        var data = Table(folder, i => "1 1.0 2 2e0".Split(' ')[i % 4]);
        Assert.That(data.ClassNames, Is.EqualTo((string[])["1", "2"]));
        Assert.That(data.Labels.ToArray()[..4], Is.EqualTo((int[])[0, 0, 1, 1]));
    }

    [TestCase("NaN")]
    [TestCase("NA")]
    [TestCase("?")]
    public void A_missing_value_among_numbers_is_refused(string missing)
    {
        using var folder = new TemporaryFolder();
        Refused(() => Table(folder, i => i % 5 == 0 ? missing : $"{i % 2}"), $"'{missing}' among numbers");
        Assert.That(Table(folder, i => i % 2 == 0 ? missing : "yes").Classes, Is.EqualTo(2));
    }

    [Test]
    public void A_class_that_training_lacks_is_refused_by_name_in_arrays()
    {
        using var folder = new TemporaryFolder();
        Refused(
            () => Parts(folder, train: i => i % 3, test: _ => 5),
            "'y_test' has the label '5', which no training example has; known: '0', '1', '2'"
        );
        var fewer = Parts(folder, train: i => i % 3, test: i => i % 2);
        Assert.That(fewer.Info.Warnings, Has.Some.EqualTo("the test split has no example of '2'"));
    }

    [Test]
    public void A_class_that_training_lacks_is_refused_by_name_in_files_of_MNISTs_form()
    {
        using var folder = new TemporaryFolder();
        Mnist(folder, i => i % 2, i => i % 3);
        Refused(() => Load("idx", folder.Path), "(t10k) has the label '2', which no training example has");
        Mnist(folder, i => 1 + (i % 26), i => 26 - (i % 26));
        var letters = Load("idx", folder.Path);
        Assert.That(letters.Classes, Is.EqualTo(26));
        Assert.That((letters.ClassNames[0], letters.ClassNames[25]), Is.EqualTo(("1", "26")));
        Mnist(folder, i => i % 10, i => i % 10);
        Assert.That(Load("fashion-mnist", folder.Path).ClassNames[9], Is.EqualTo("Ankle boot"));
    }

    [Test]
    public void A_class_of_one_example_is_refused_in_every_data_set()
    {
        using var folder = new TemporaryFolder();
        Refused(() => Table(folder, i => i == 4 ? "odd" : $"w{i % 2}"), "'odd' stands in one row only");
        Refused(
            () => Arrays(folder, ("y", "<i8", "(30,)", Bytes("<i8", i => i == 4 ? 9 : i % 2))),
            "'9' stands in one example only; a class needs two or more."
        );
        Refused(
            () => Arrays(folder, ("y", "<i8", "(30,)", Bytes("<i8", i => i < 7 ? 9 + i : i % 2))),
            "'9', '10', '11', '12', '13' and 2 more stand in one example only"
        );
        Mnist(folder, i => i == 4 ? 9 : i % 2, i => i % 2);
        Refused(() => Load("idx", folder.Path), "'9' stands in one example only");
    }

    private static DataSet Table(TemporaryFolder folder, Func<int, string> label) =>
        Csv(folder, string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i * 7 % 11},{label(i)}")));

    private static DataSet Csv(TemporaryFolder folder, string text)
    {
        File.WriteAllText(folder.File("t.csv"), text);
        return Load("csv", folder.File("t.csv"));
    }

    private static DataSet Arrays(
        TemporaryFolder folder,
        params (string Name, string Type, string Shape, byte[] Content)[] arrays
    )
    {
        NpzFile.Write(folder.File("a.npz"), [("x", "<f4", "(30, 2)", Inputs), .. arrays]);
        return Classified.Of(new Npz(folder.File("a.npz")));
    }

    private static DataSet Parts(TemporaryFolder folder, Func<int, int> train, Func<int, int> test)
    {
        NpzFile.Write(
            folder.File("a.npz"),
            ("x_train", "<f4", "(30, 2)", Inputs),
            ("y_train", "<i8", "(30,)", Bytes("<i8", train)),
            ("x_test", "<f4", "(30, 2)", Inputs),
            ("y_test", "<i8", "(30,)", Bytes("<i8", test))
        );
        return Classified.Of(new Npz(folder.File("a.npz")));
    }

    private static byte[] Bytes(string type, Func<int, int> label)
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(label)];
        return type switch
        {
            "<i8" => [.. MemoryMarshal.AsBytes<long>([.. labels.Select(l => (long)l)])],
            "<f8" => [.. MemoryMarshal.AsBytes<double>([.. labels.Select(l => (double)l)])],
            "<u2" => [.. MemoryMarshal.AsBytes<ushort>([.. labels.Select(l => (ushort)l)])],
            "<U5" => Texts(5, i => [$"{labels[i]}"], 30),
            _ =>
            [
                .. labels.SelectMany(l =>
                    Encoding.ASCII.GetBytes(l.ToString(CultureInfo.InvariantCulture).PadRight(5, '\0'))
                ),
            ],
        };
    }

    private static byte[] Texts(int width, Func<int, string[]> words, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .SelectMany(i =>
                    Encoding.UTF32.GetBytes(words(i)[i % words(i).Length].PadRight(width, '\0'))
                ),
        ];

    private static void Mnist(TemporaryFolder folder, Func<int, int> train, Func<int, int> test)
    {
        foreach (
            var (part, label) in (ReadOnlySpan<(string, Func<int, int>)>)[("train", train), ("t10k", test)]
        )
        {
            File.WriteAllBytes(folder.File($"{part}-images-idx3-ubyte"), Idx([260, 2, 2], new byte[1040]));
            byte[] labels = [.. Enumerable.Range(0, 260).Select(i => (byte)label(i))];
            File.WriteAllBytes(folder.File($"{part}-labels-idx1-ubyte"), Idx([260], labels));
        }
    }

    private static byte[] Idx(int[] shape, byte[] values)
    {
        var header = new byte[4 + (4 * shape.Length)];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var d = 0; d < shape.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), shape[d]);
        return [.. header, .. values];
    }

    private static DataSet Load(string set, string path) =>
        DataSources.Of().Load(Configuration.Of(("set", Value.Of(set)), ($"{set}.path", Value.Of(path))));

    private static void Refused(Func<DataSet> load, string because) =>
        Assert.That(
            () => load(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );
}
