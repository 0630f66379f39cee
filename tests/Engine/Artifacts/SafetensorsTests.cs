using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Tests.Data;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class SafetensorsTests
{
    private static readonly ImmutableSortedDictionary<string, string> NoTexts = ImmutableSortedDictionary<
        string,
        string
    >.Empty;

    [Test]
    public void A_small_file_has_the_bytes_of_the_format()
    {
        using var folder = new TemporaryFolder();
        var header = new SafetensorsHeader(
            NoTexts.Add("note", "\"é\""),
            [new("b", StoredType.I8, [3]), new("a", StoredType.F32, [1, 1])]
        );
        SafetensorsFile.Write(
            folder.File("t"),
            header,
            [new byte[] { 1, 2, 3 }, BitConverter.GetBytes(1.5f)]
        );

        var json =
            """{"__metadata__":{"note":"\"é\""},"b":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[3,7]}}""";
        var padded = Encoding.UTF8.GetBytes(json);
        padded = [.. padded, .. Enumerable.Repeat((byte)' ', (8 - (padded.Length % 8)) % 8)];
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. padded, 1, 2, 3, 0, 0, 0xc0, 0x3f];
        Assert.That(File.ReadAllBytes(folder.File("t")), Is.EqualTo(expected));
        Assert.That(header.FileLength, Is.EqualTo(expected.Length));

        var read = SafetensorsFile.Read(folder.File("t"));
        Assert.That(read.Header, Is.EqualTo(header));
        Assert.That(read.Singles("a", 1, 1), Is.EqualTo((float[])[1.5f]));
        Assert.That(read.Text("note"), Is.EqualTo("\"é\""));
    }

    [Test]
    public void What_is_written_is_read_back_and_data_is_aligned() =>
        Gen.Select(Gen.String, Gen.Enum<StoredType>(), Gen.Long[0, 3].Array[0, 3])
            .Array[0, 5]
            .Sample(items =>
            {
                var tensors = items.Select(
                    (t, i) => new StoredTensor($"{t.Item1}{i}", t.Item2, [.. t.Item3])
                );
                var header = new SafetensorsHeader(NoTexts, [.. tensors]);
                var bytes = header.ToBytes();
                byte[] file = [.. bytes, .. new byte[(int)header.Tensors.Sum(t => t.Bytes)]];
                var (read, start) = SafetensorsHeader.Parse(file);
                // Lone surrogates have no UTF-8 form; everything else must survive.
                return start % 8 == 0
                    && read.Tensors.Select(t => (t.Type, string.Join(',', t.Shape)))
                        .SequenceEqual(
                            header
                                .Tensors.Where(t => t.Bytes >= 0)
                                .Select(t => (t.Type, string.Join(',', t.Shape)))
                        )
                    && header.FileLength == file.Length;
            });

    [Test]
    public void Any_cut_is_noticed()
    {
        var whole = Example();
        for (var length = 0; length < whole.Length; length++)
            Assert.That(
                () => SafetensorsHeader.Parse(whole.AsMemory(0, length)),
                Throws.TypeOf<InvalidDataException>(),
                $"cut at {length}"
            );
    }

    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4)]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12)]
    [TestCase("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,-8]}}""", 0)]
    [TestCase("""{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [TestCase("""{"a":{"dtype":"0","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [TestCase("""{"a":{"dtype":"F32","shape":[2]}}""", 8)]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8)]
    [TestCase("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0)]
    [TestCase(
        """{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}}""",
        2
    )]
    [TestCase("""{"a\n":{"dtype":"F99\u2028","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [TestCase("""[1, 2]""", 0)]
    [TestCase("""{"a" """, 0)]
    public void An_impossible_header_is_refused(string json, int data)
    {
        var text = Encoding.UTF8.GetBytes(json);
        byte[] file = [(byte)text.Length, 0, 0, 0, 0, 0, 0, 0, .. text, .. new byte[data]];
        Assert.That(
            () => SafetensorsHeader.Parse(file),
            Throws.TypeOf<InvalidDataException>().With.Message.Not.Match(@"[\p{Cc}\u2028]")
        );
    }

    [Test]
    public void A_huge_announced_header_is_refused_without_reading_it()
    {
        var file = Example();
        BinaryPrimitives.WriteUInt64LittleEndian(file, ulong.MaxValue);
        Assert.That(() => SafetensorsHeader.Parse(file), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Nothing_is_left_behind_when_writing_fails()
    {
        using var folder = new TemporaryFolder();
        var header = new SafetensorsHeader(NoTexts, [new("a", StoredType.U8, [2])]);
        Assert.That(
            () => SafetensorsFile.Write(folder.File("t"), header, [new byte[3]]),
            Throws.TypeOf<ArgumentException>()
        );
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    private static byte[] Example()
    {
        var header = new SafetensorsHeader(NoTexts.Add("k", "v"), [new("a", StoredType.F32, [2, 2])]);
        return [.. header.ToBytes(), .. new byte[16]];
    }
}
