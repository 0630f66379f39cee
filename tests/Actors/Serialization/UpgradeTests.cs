using System.Buffers;
using MessagePack;
using Slimfront.Actors.Serialization;

namespace Slimfront.Actors.Tests.Serialization;

/// <summary>
/// Nodes of the version before and of this one work in one cluster. wire.previous.txt holds every message and entry as the
/// version before wrote it (wire.approved.txt of its last commit); bench/upgrade runs a real cluster of both.
/// </summary>
public sealed class UpgradeTests
{
    private static readonly (string Manifest, byte[] Bytes)[] Previous = Read("wire.previous.txt");
    private static readonly (string Manifest, byte[] Bytes)[] Current = Read("wire.approved.txt");

    private static IEnumerable<int> Lines => Enumerable.Range(0, Previous.Length);

    [TestCaseSource(nameof(Lines))]
    public void This_version_reads_what_the_one_before_wrote(int line)
    {
        var (manifest, bytes) = Previous[line];

        Assert.That(() => WireFormat.Decode(manifest, bytes), Throws.Nothing);
    }

    // The rules of the version before: a manifest whose version it knows; in every record its own fields first, in the
    // same places, and behind them whatever it does not know.
    [TestCaseSource(nameof(Lines))]
    public void The_version_before_reads_what_this_one_writes(int line)
    {
        var (manifest, bytes) = Previous[line];
        var before = Tree.Of(bytes);
        var now = Current.Where(c => c.Manifest == manifest).Select(c => Tree.Of(c.Bytes)).ToArray();

        Assert.That(now, Has.Some.Matches<Tree>(t => t.Extends(before)), $"{manifest} {before}");
    }

    [Test]
    public void The_rules_are_told_apart_from_others()
    {
        var before = new Tree("", [new("1", []), new("a", [])]);

        Assert.That(new Tree("", [new("1", []), new("a", []), new("new", [])]).Extends(before));
        Assert.That(new Tree("", [new("1", [])]).Extends(before), Is.False, "a field was removed");
        Assert.That(
            new Tree("", [new("a", []), new("1", [])]).Extends(before),
            Is.False,
            "fields changed places"
        );
        Assert.That(new Tree("", [new("new", []), new("1", []), new("a", [])]).Extends(before), Is.False);
    }

    private static (string, byte[])[] Read(string file) =>
        [
            .. Approved
                .Text(file)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split(' '))
                .Select(l => (l[0], Convert.FromHexString(l[1]))),
        ];

    /// <summary>MessagePack without a meaning: a scalar, or a record, list or map of others.</summary>
    private sealed record Tree(string Scalar, IReadOnlyList<Tree> Items)
    {
        public static Tree Of(byte[] bytes)
        {
            var reader = new MessagePackReader(bytes);
            return Of(ref reader);
        }

        public bool Extends(Tree before) =>
            Scalar == before.Scalar
            && Items.Count >= before.Items.Count
            && before.Items.Zip(Items, (old, now) => now.Extends(old)).All(extends => extends);

        public override string ToString() => Items.Count == 0 ? Scalar : $"[{string.Join(' ', Items)}]";

        private static Tree Of(ref MessagePackReader reader) =>
            reader.NextMessagePackType switch
            {
                MessagePackType.Array => new("array", Many(ref reader, reader.ReadArrayHeader())),
                MessagePackType.Map => new("map", Many(ref reader, 2 * reader.ReadMapHeader())),
                _ => new(Convert.ToHexString(BuffersExtensions.ToArray(reader.ReadRaw())), []),
            };

        private static List<Tree> Many(ref MessagePackReader reader, int count)
        {
            var items = new List<Tree>();
            for (var i = 0; i < count; i++)
                items.Add(Of(ref reader));
            return items;
        }
    }
}
