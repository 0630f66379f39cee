using CsCheck;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Artifacts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ArtifactStoreTests : IDisposable
{
    private static readonly StageKey Key = new(new('c', 64));

    // sha256("abc"), FIPS 180-2, appendix B.1.
    private static readonly ArtifactId Abc = new(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );

    private readonly TemporaryFolder _folder = new();
    private ArtifactStore _store;

    public ArtifactStoreTests() => _store = ArtifactStore.Open(_folder["store"]);

    [Test]
    public void An_artifact_is_named_by_its_content()
    {
        var (artifact, bytes) = _store.Adopt(_folder.Write("new", "abc"));

        Assert.That(artifact, Is.EqualTo(Abc));
        Assert.That(bytes, Is.EqualTo(3));
        Assert.That(File.Exists(_folder["new"]), Is.False);
        Assert.That(File.ReadAllText(_store.PathOfVerified(artifact)!), Is.EqualTo("abc"));
    }

    [Test]
    public void Any_flipped_bit_is_found_and_the_file_put_aside() =>
        Gen.Select(Gen.Byte.Array[1, 500], Gen.Int[0, 4000])
            .Sample(
                (content, bit) =>
                {
                    File.WriteAllBytes(_folder["new"], content);
                    var (artifact, _) = _store.Adopt(_folder["new"]);
                    var damaged = content.ToArray();
                    damaged[bit / 8 % content.Length] ^= (byte)(1 << (bit % 8));
                    File.WriteAllBytes(_store.PathOfVerified(artifact)!, damaged);
                    return _store.PathOfVerified(artifact) is null
                        && _store.Length(artifact) is null
                        && File.ReadAllBytes(_folder[$"store/damaged/{artifact.Hex}"]).SequenceEqual(damaged);
                },
                iter: 100,
                threads: 1
            );

    [Test]
    public void A_sound_copy_replaces_a_damaged_one()
    {
        _store.Adopt(_folder.Write("new", "abc"));
        File.WriteAllText(_store.PathOfVerified(Abc)!, "abd");
        _store.Adopt(_folder.Write("new", "abc"));

        Assert.That(_store.PathOfVerified(Abc), Is.Not.Null);
    }

    [Test]
    public void Many_writers_of_one_artifact_do_not_disturb_each_other()
    {
        Parallel.For(
            0,
            64,
            i =>
            {
                _store.Adopt(_folder.Write($"new-{i}", "abc"));
                _store.Record(Key, Result(Abc, i));
                Assert.That(_store.Find(Key)?.Artifact, Is.EqualTo(Abc));
                using var stream = _store.OpenVerified(Abc);
                Assert.That(stream?.Length, Is.EqualTo(3));
            }
        );

        Assert.That(Directory.GetFiles(_folder["store/work"]), Is.Empty);
    }

    [Test]
    public void What_a_stage_gave_is_remembered_to_the_last_bit()
    {
        _store.Adopt(_folder.Write("new", "abc"));
        var result = Result(Abc, 0.1 + 0.2) with { Observations = Measurement.Of(("latency", double.NaN)) };
        _store.Record(Key, result);
        Reopen();

        Assert.That(_store.Find(Key)?.Values, Is.EqualTo(result.Values));
        Assert.That(_store.Find(Key)?.Observations["latency"], Is.NaN);
        Assert.That(_store.Find(Key)?.Seconds, Is.EqualTo(result.Seconds));
    }

    [Test]
    public void A_stage_whose_artifact_is_gone_counts_as_not_done()
    {
        _store.Record(Key, Result(Abc, 1));

        Assert.That(_store.Find(Key), Is.Null);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"format\": 2}")]
    [TestCase("{\"format\": 1}")]
    [TestCase(
        "{\"format\":1,\"artifact\":\"../../x\",\"bytes\":3,\"values\":{},\"observations\":{},\"seconds\":1}"
    )]
    public void A_damaged_memory_of_a_stage_counts_as_none(string json)
    {
        _store.Adopt(_folder.Write("new", "abc"));
        File.WriteAllText(_folder[$"store/stages/{Key.Hex}.json"], json);

        Assert.That(_store.Find(Key), Is.Null);
    }

    [Test]
    public void What_a_killed_process_left_half_written_is_gone_and_the_rest_is_not()
    {
        _store.Adopt(_folder.Write("new", "abc"));
        _store.Record(Key, Result(Abc, 1));
        File.WriteAllText(_store.Work.NewFile("stage"), "half");
        File.WriteAllText(_store.CheckpointOf(Key), "so far");
        File.WriteAllText(_folder[$"store/partial/{Abc.Hex}"], "a");
        Reopen();

        Assert.That(Directory.GetFiles(_folder["store/work"]), Is.Empty);
        Assert.That(File.ReadAllText(_store.CheckpointOf(Key)), Is.EqualTo("so far"));
        Assert.That(File.Exists(_folder[$"store/partial/{Abc.Hex}"]), Is.True);
        Assert.That(_store.Find(Key)?.Artifact, Is.EqualTo(Abc));
    }

    [Test]
    public void A_store_in_use_is_refused() =>
        Assert.That(
            () => ArtifactStore.Open(_folder["store"]),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("in use by another process")
        );

    [Test]
    public void A_store_that_is_a_file_is_refused() =>
        Assert.That(
            () => ArtifactStore.Open(_folder.Write("file", "")),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(_folder["file"])
        );

    [TestCase("")]
    [TestCase("../../../etc/passwd")]
    [TestCase("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public void A_name_that_is_no_hash_is_never_looked_for(string name)
    {
        Assert.That(_store.PathOfVerified(new(name)), Is.Null);
        Assert.That(_store.Open(new(name)), Is.Null);
        Assert.That(_store.Find(new(name)), Is.Null);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private static StageResult Result(ArtifactId artifact, double accuracy) =>
        new(artifact, 3, Measurement.Of(("accuracy", accuracy)), Measurement.Empty, 1.5);

    private void Reopen()
    {
        _store.Dispose();
        _store = ArtifactStore.Open(_folder["store"]);
    }
}
