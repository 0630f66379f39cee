using CsCheck;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Serialization;

public sealed class WireFormatTests
{
    private static IEnumerable<int> Kinds => Enumerable.Range(0, Samples.All.Length);

    [TestCaseSource(nameof(Kinds))]
    public void What_is_written_is_read_back(int kind) =>
        Samples
            .All[kind]
            .Sample(value => Deep.Text(RoundTrip(value)) == Deep.Text(value), iter: 200, print: Deep.Text);

    [Test]
    public void A_request_that_lists_no_warm_start_leaves_it_open_on_the_wire()
    {
        var open = WireFormat.DecodeSpec(WireFormat.EncodeSpec(Pinned.Spec with { WarmStart = default }));
        var none = WireFormat.DecodeSpec(WireFormat.EncodeSpec(Pinned.Spec with { WarmStart = [] }));
        Assert.That((open.WarmStart.IsDefault, none.WarmStart.IsDefault), Is.EqualTo((true, false)));
    }

    [Test]
    public void Every_manifest_is_sampled() =>
        Assert.That(
            Samples.All.Select(gen => WireFormat.Manifest(gen.Single())).Order(StringComparer.Ordinal),
            Is.EqualTo(WireFormat.Manifests)
        );

    [Test]
    public void Requests_are_read_back() =>
        Samples.Spec.Sample(spec =>
            Deep.Text(WireFormat.DecodeSpec(WireFormat.EncodeSpec(spec))) == Deep.Text(spec)
        );

    // Reports and samplers compare them with those they know.
    [Test]
    public void Objectives_that_were_read_equal_those_of_the_program()
    {
        var spec = new StudySpec { Objectives = Objective.All };
        Assert.That(WireFormat.DecodeSpec(WireFormat.EncodeSpec(spec)).Objectives, Is.EqualTo(Objective.All));
    }

    [Test]
    public void Written_bytes_never_change()
    {
        var text = string.Join('\n', Pinned.All.Select(p => $"{WireFormat.Manifest(p)} {Hex(p)}")) + "\n";

        Approved.Check("wire.approved.txt", text);
    }

    [Test]
    public void Bytes_of_released_versions_are_read_for_ever()
    {
        var lines = Approved.Text("wire.approved.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var read = lines
            .Select(l => l.Split(' '))
            .Select(l => Deep.Text(WireFormat.Decode(l[0], Convert.FromHexString(l[1]))));

        Assert.That(read, Is.EqualTo(Pinned.All.Select(Deep.Text)));
    }

    [Test]
    public void Fields_of_a_newer_version_are_skipped()
    {
        // An Acknowledged with a third field that holds a map.
        var known = WireFormat.Encode(Pinned.Acknowledged);
        byte[] newer = [0x93, .. known[1..], 0x81, 0xA1, (byte)'x', 0x91, 0x01];

        Assert.That(WireFormat.Decode("acknowledged:1", newer), Is.EqualTo(Pinned.Acknowledged));
    }

    [Test]
    public void Missing_fields_take_their_defaults()
    {
        var hello = new Hello(new("host:1", 0, "a"), "cpu", "http://host", null, 0, "", null);
        // Without fraction (nine bytes), text, unfit, labels and memory (a byte each).
        byte[] older = [0x94, .. WireFormat.Encode(hello)[1..^13]];

        Assert.That(WireFormat.Decode("hello:1", older), Is.EqualTo(hello));
    }

    // What was written before studies had baselines: the first 13 fields of the request.
    [Test]
    public void A_study_from_before_there_were_baselines_goes_on_without()
    {
        const string Older =
            "92a6646967697473929da6646967697473079295a86163637572616379a0c3c2c395a56279746573a142"
            + "c2c3c39192a56279746573cb40e86a00000000009218cf0000000861c4680081a773616d706c6572a573"
            + "6f626f6c08109183a665706f63687303a666616d696c79a36d6c70a472617465cb3fe000000000000082"
            + "a564657074689300cb3ff0000000000000cb4008000000000000a666616d696c79920191a36d6c7083a6"
            + "65706f63687303a666616d696c79a36d6c70a472617465cb3fe000000000000097a6646967697473a266"
            + "31930108080acd0436cd0167cd01689303ceb2d05e00ce40000000cf08de49ab96b70080";
        var read = (Journalled)WireFormat.Decode("ev.created:1", Convert.FromHexString(Older));
        var spec = ((StudyEvent.Created)read.Event).Spec;

        Assert.That(spec.Baselines, Is.Zero);
        Assert.That(spec.Priority, Is.EqualTo(1));
        Assert.That(Deep.Text(spec with { Baselines = 5 }), Is.EqualTo(Deep.Text(Pinned.Spec)));
    }

    [TestCase("ev.created:2")]
    [TestCase("ev.melted:1")]
    [TestCase("hello:99")]
    public void A_newer_version_is_told_from_damage(string manifest) =>
        Assert.That(() => WireFormat.Decode(manifest, new byte[1]), Throws.TypeOf<NewerFormatException>());

    [TestCase("")]
    [TestCase(":1")]
    [TestCase("hello")]
    [TestCase("hello:0")]
    [TestCase("hello:-1")]
    [TestCase("System.Object, mscorlib")]
    public void Nothing_but_known_manifests_is_read(string manifest) =>
        Assert.That(() => WireFormat.Decode(manifest, new byte[1]), Throws.TypeOf<MalformedException>());

    [Test]
    public void What_is_local_cannot_be_written() =>
        Assert.That(() => WireFormat.Encode(new Submit(new StudySpec())), Throws.ArgumentException);

    [Test]
    public void Damaged_bytes_give_one_kind_of_error() =>
        Gen.Select(Gen.OneOf([.. Samples.All]), Gen.Int, Gen.Byte, Gen.Int[0, 3])
            .Sample(
                (value, position, with, cut) =>
                {
                    var bytes = WireFormat.Encode(value);
                    bytes[(int)((uint)position % bytes.Length)] = with;
                    return IsReadOrRefused(
                        WireFormat.Manifest(value),
                        bytes[..^Math.Min(cut, bytes.Length - 1)]
                    );
                },
                iter: 20_000
            );

    [Test]
    public void Random_bytes_give_one_kind_of_error() =>
        Gen.Select(Gen.Int[0, WireFormat.Manifests.Length - 1], Gen.Byte.Array[0, 64])
            .Sample(
                (manifest, bytes) => IsReadOrRefused(WireFormat.Manifests[manifest], bytes),
                iter: 50_000
            );

    [Test]
    public void Depth_and_length_are_limited()
    {
        var deep = Enumerable.Repeat((byte)0x91, 200_000).ToArray();
        byte[] endless = [0x92, 0xDD, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] newerAndDeep = [0x93, .. WireFormat.Encode(Pinned.Acknowledged)[1..], .. deep];

        Assert.That(() => WireFormat.Decode("snapshot:1", deep), Throws.TypeOf<MalformedException>());
        Assert.That(
            () => WireFormat.Decode("ev.test-requested:1", endless),
            Throws.TypeOf<MalformedException>()
        );
        Assert.That(
            () => WireFormat.Decode("acknowledged:1", newerAndDeep),
            Throws.TypeOf<MalformedException>()
        );
        Assert.That(
            () => WireFormat.Decode("hello:1", new byte[WireFormat.MaximalMessage + 1]),
            Throws.TypeOf<MalformedException>().With.Message.Contains("too long")
        );
    }

    private static object RoundTrip(object value) =>
        WireFormat.Decode(WireFormat.Manifest(value), WireFormat.Encode(value));

    private static string Hex(object value) => Convert.ToHexStringLower(WireFormat.Encode(value));

    private static bool IsReadOrRefused(string manifest, byte[] bytes)
    {
        try
        {
            return WireFormat.Decode(manifest, bytes) is not null;
        }
        catch (MalformedException)
        {
            return true;
        }
        catch (NewerFormatException)
        {
            // The manifest of an event inside a snapshot.
            return manifest == "snapshot:1";
        }
    }
}
