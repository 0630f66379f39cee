using System.Collections.Immutable;
using CsCheck;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Artifacts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CollectorTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly ImmutableHashSet<string> Nothing = [];

    private static readonly Gen<StoreEntry> Entry = Gen.Select(
        Gen.Enum<StoreEntryKind>(),
        Gen.Int[0, 30],
        Gen.Long[0, 1000],
        Gen.Int[0, 50],
        (kind, name, bytes, age) => new StoreEntry(kind, $"{name}", "", bytes, Now.AddMinutes(-age))
    );

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly ArtifactStore _store;

    public CollectorTests() => _store = ArtifactStore.Open(_folder["store"], clock: _clock);

    [Test]
    public void What_is_needed_or_new_stays_and_the_rest_goes_until_the_limit_is_kept() =>
        Gen.Select(Entry.Array[0, 40], Gen.Long[1, 15_000], Gen.Int[0, 30].Array[0, 15])
            .Sample(
                (entries, limit, names) =>
                {
                    var needed = names.Select(n => $"{n}").ToHashSet();
                    var before = Now.AddMinutes(-10);
                    var chosen = Collector.Choose(entries, limit, needed, before);
                    var left = entries
                        .Except(chosen, ReferenceEqualityComparer.Instance)
                        .Cast<StoreEntry>()
                        .ToArray();
                    var removable = left.Where(e => e.LastUsed < before)
                        .Where(e => e.Kind is StoreEntryKind.Damaged || !needed.Contains(e.Name))
                        .ToArray();
                    var isWithin = entries.Sum(e => e.Bytes) <= limit;
                    return (!isWithin || chosen.IsEmpty)
                        && chosen.All(e => e.LastUsed < before)
                        && chosen.All(e => e.Kind is StoreEntryKind.Damaged || !needed.Contains(e.Name))
                        && (left.Sum(e => e.Bytes) <= limit || removable.Length == 0)
                        && chosen
                            .Where(e => e.Kind is not StoreEntryKind.Damaged)
                            .All(c => removable.All(r => r.LastUsed >= c.LastUsed));
                }
            );

    [Test]
    public void The_least_recently_used_goes_first_and_reading_is_using()
    {
        var artifacts = Enumerable.Range(0, 4).Select(i => Add($"artifact {i}")).ToArray();
        _clock.Advance(TimeSpan.FromHours(1));
        _store.PathOfVerified(artifacts[0]);
        _clock.Advance(TimeSpan.FromHours(1));

        // 40 bytes; down to nine tenths of 30.
        var collected = _store.Collect(30, Nothing, _clock.GetUtcNow().UtcDateTime);

        Assert.That(collected, Is.EqualTo(new Collected(2, 20, 20)));
        Assert.That(
            artifacts.Select(a => _store.Length(a) is not null),
            Is.EqualTo(new[] { true, false, false, true })
        );
    }

    [Test]
    public void What_somebody_holds_stays_until_he_lets_go()
    {
        var artifact = Add("artifact 0");
        _clock.Advance(TimeSpan.FromHours(1));
        var now = _clock.GetUtcNow().UtcDateTime;
        using (_store.Hold(artifact))
        using (_store.Hold(artifact))
            _store.Hold(artifact).Dispose();
        using (_store.Hold(artifact))
            Assert.That(_store.Collect(1, Nothing, now).Files, Is.Zero);

        Assert.That(_store.Collect(1, Nothing, now).Files, Is.EqualTo(1));
        Assert.That(_store.PathOfVerified(artifact), Is.Null);
    }

    [Test]
    public void A_transfer_that_has_begun_goes_on_when_its_artifact_is_removed()
    {
        var artifact = Add("artifact 0");
        using var transfer = _store.Open(artifact)!;
        _clock.Advance(TimeSpan.FromHours(1));
        _store.Collect(1, Nothing, _clock.GetUtcNow().UtcDateTime);
        using var reader = new StreamReader(transfer);

        Assert.That(reader.ReadToEnd(), Is.EqualTo("artifact 0"));
    }

    [Test]
    public void Checkpoints_of_needed_stages_stay_and_others_go()
    {
        var (mine, others) = (new StageKey(new('1', 64)), new StageKey(new('2', 64)));
        File.WriteAllText(_store.CheckpointOf(mine), "so far");
        File.WriteAllText(_store.CheckpointOf(others), "so far");

        _store.Collect(1, ImmutableHashSet.Create(mine.Hex), DateTime.MaxValue);

        Assert.That(File.Exists(_store.CheckpointOf(mine)));
        Assert.That(File.Exists(_store.CheckpointOf(others)), Is.False);
    }

    [Test]
    public void A_store_that_is_open_can_be_read_by_others_and_damage_is_found()
    {
        var reader = new StoreReader(_folder["store"]);
        var artifact = Add("artifact 0");

        Assert.That(reader.CopyVerified(artifact, _folder["copy"]));
        Assert.That(File.ReadAllText(_folder["copy"]), Is.EqualTo("artifact 0"));
        File.WriteAllText(_store.PathOfVerified(artifact)!, "artifact 1");
        Assert.That(reader.CopyVerified(artifact, _folder["copy"]), Is.False);
        Assert.That(reader.CopyVerified(new(new('0', 64)), _folder["none"]), Is.False);
        Assert.That(
            File.ReadAllText(_folder["copy"]),
            Is.EqualTo("artifact 0"),
            "the sound copy is untouched"
        );
        Assert.That(Directory.GetFiles(_folder.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "copy" }));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private ArtifactId Add(string text)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        return _store.Adopt(_folder.Write("new", text)).Artifact;
    }
}
