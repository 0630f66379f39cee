using System.Runtime.InteropServices;
using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

public sealed class NpzLayoutTests
{
    private const int Count = 20;

    // Channels first where the last axis is longer than 4 and the first is not, or is the shortest; or where the last two
    // are equal and the first is not; or where both orders are the same.
    [TestCase(3, 32, 32)]
    [TestCase(1, 28, 28)]
    [TestCase(1, 6, 9)]
    [TestCase(3, 1, 20)]
    [TestCase(5, 12, 12)]
    [TestCase(5, 12, 7)]
    [TestCase(64, 8, 8)]
    [TestCase(16, 1, 1)]
    [TestCase(16, 3, 3)]
    [TestCase(3, 2, 2)]
    [TestCase(1, 1, 1)]
    [TestCase(1, 20, 1)]
    public void Channels_come_first_where_no_doubt_is(int a, int b, int c)
    {
        using var folder = new TemporaryFolder();
        var data = Load(folder, a, b, c);
        Assert.That(data.Shape, Is.EqualTo((int[])[a, b, c]));
        Assert.That(data.Values.ToArray(), Is.EqualTo(Values(a * b * c)));
        Assert.That(data.Reading, Is.EqualTo("layout nchw (channels, height, width), by the shape"));
        Assert.That(Load(folder, a, b, c, "nchw").Fingerprint, Is.EqualTo(data.Fingerprint));
    }

    [TestCase(20, 20, 3)]
    [TestCase(28, 28, 1)]
    [TestCase(5, 5, 4)]
    public void Square_pictures_with_1_3_or_4_channels_at_the_end_are_read_as_such(int a, int b, int c)
    {
        using var folder = new TemporaryFolder();
        var data = Load(folder, a, b, c);
        Assert.That(data.Shape, Is.EqualTo((int[])[c, a, b]));
        Assert.That(data.Reading, Is.EqualTo("layout nhwc (height, width, channels), by the shape"));
        Assert.That(Load(folder, a, b, c, "nhwc").Fingerprint, Is.EqualTo(data.Fingerprint));
    }

    [TestCase(48, 64, 3)]
    [TestCase(64, 64, 12)]
    [TestCase(8, 8, 8)]
    [TestCase(3, 3, 3)]
    [TestCase(1, 128, 3)]
    [TestCase(3, 128, 1)]
    [TestCase(20, 20, 2)]
    [TestCase(4, 4, 3)]
    [TestCase(64, 8, 6)]
    public void What_may_be_either_is_refused_until_it_is_said(int a, int b, int c)
    {
        using var folder = new TemporaryFolder();
        Refused(
            () => Load(folder, a, b, c),
            $"'x' has the shape ({Count}, {a}, {b}, {c}), where channels may come first ({a} of {b}×{c}) or last ({c} of {a}×{b}); set 'data.npz.layout' to nchw or nhwc."
        );
        Assert.That(Load(folder, a, b, c, "nchw").Shape, Is.EqualTo((int[])[a, b, c]));
        Assert.That(Load(folder, a, b, c, "nhwc").Shape, Is.EqualTo((int[])[c, a, b]));
    }

    // The same pictures in both orders are the same data.
    [Test]
    public void Both_orders_of_the_same_pictures_have_one_fingerprint()
    {
        using var folder = new TemporaryFolder();
        const int Channels = 3;
        const int Side = 6;
        var first = Values(Channels * Side * Side);
        var last = new float[first.Length];
        for (var n = 0; n < Count; n++)
        for (var c = 0; c < Channels; c++)
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
            last[(((((n * Side) + y) * Side) + x) * Channels) + c] = first[
                (((((n * Channels) + c) * Side) + y) * Side) + x
            ];
        var expected = Load(folder, Channels, Side, Side, values: first);
        var data = Load(folder, Side, Side, Channels, values: last);
        Assert.That(data.Values.ToArray(), Is.EqualTo(expected.Values.ToArray()));
        Assert.That(data.Fingerprint, Is.EqualTo(expected.Fingerprint));
    }

    [TestCase("(20, 12)")]
    [TestCase("(20, 3, 4)")]
    public void A_layout_that_has_no_effect_is_refused(string shape)
    {
        using var folder = new TemporaryFolder();
        Write(folder, shape, Values(12));
        Assert.That(Read(folder, "auto").Reading, Is.EqualTo(shape == "(20, 12)" ? "" : "one channel"));
        Refused(() => Read(folder, "nhwc"), "there is no axis of channels");
        Refused(() => Read(folder, "nchw"), "'data.npz.layout' is nchw");
    }

    private static float[] Values(int each) =>
        [.. Enumerable.Range(0, Count * each).Select(i => i * 37 % 1009f)];

    private static DataSet Load(
        TemporaryFolder folder,
        int a,
        int b,
        int c,
        string layout = "auto",
        float[]? values = null
    )
    {
        Write(folder, $"({Count}, {a}, {b}, {c})", values ?? Values(a * b * c));
        return Read(folder, layout);
    }

    private static void Write(TemporaryFolder folder, string shape, float[] values) =>
        NpzFile.Write(
            folder.File("a.npz"),
            ("x", "<f4", shape, [.. MemoryMarshal.AsBytes<float>(values)]),
            ("y", "|u1", "(20,)", [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 2))])
        );

    private static DataSet Read(TemporaryFolder folder, string layout) =>
        DataSources
            .Of()
            .Load(
                Configuration.Of(
                    ("set", Value.Of("npz")),
                    ("npz.path", Value.Of(folder.File("a.npz"))),
                    ("npz.layout", Value.Of(layout))
                )
            );

    private static void Refused(Func<DataSet> load, string because) =>
        Assert.That(
            () => load(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );
}
