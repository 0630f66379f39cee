using System.Collections.Concurrent;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Artifacts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedFolderTests : IDisposable
{
    private static readonly StageKey Key = new(new('c', 64));

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _warnings = [];
    private readonly List<ArtifactStore> _stores = [];

    [Test]
    public void What_one_node_makes_another_one_has()
    {
        var artifact = Node("a").Adopt(_folder.Write("new", "abc")).Artifact;

        Assert.That(File.ReadAllText(Node("b").PathOfVerified(artifact)!), Is.EqualTo("abc"));
        Assert.That(_warnings, Is.Empty);
    }

    [Test]
    public void What_a_stage_gave_is_known_to_other_nodes_while_its_artifact_is_there()
    {
        var maker = Node("a");
        var (artifact, bytes) = maker.Adopt(_folder.Write("new", "abc"));
        maker.Record(Key, new(artifact, bytes, Measurement.Of(("accuracy", 0.5)), Measurement.Empty, 1));
        var other = Node("b");

        Assert.That(other.Find(Key), Is.Null, "the coordinator's thread never looks at a slow disk");
        Assert.That(other.FindAnywhere(Key)?.Values["accuracy"], Is.EqualTo(0.5));
        File.Delete(Shared(artifact));
        Assert.That(other.FindAnywhere(Key), Is.Null);
    }

    [Test]
    public async Task What_was_fetched_is_put_there_too()
    {
        var artifact = Store("alone").Adopt(_folder.Write("new", "abc")).Artifact;
        var store = Node("a");
        File.Copy(_stores[0].PathOfVerified(artifact)!, store.PartialOf(artifact));
        using var fetcher = new ArtifactFetcher(store, "token");
        await fetcher.GetAsync(new(Key, artifact, 3, ["http://unused"]), CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(Shared(artifact)), Is.EqualTo("abc"));
    }

    [Test]
    public void A_damaged_copy_is_put_aside_and_replaced_by_the_next_sound_one()
    {
        var artifact = Node("a").Adopt(_folder.Write("new", "abc")).Artifact;
        File.WriteAllText(Shared(artifact), "abd");

        Assert.That(Node("b").PathOfVerified(artifact), Is.Null);
        Assert.That(_warnings.Single(), Does.Contain("damaged"));
        Node("c").Adopt(_folder.Write("new", "abc"));
        Assert.That(File.ReadAllText(Shared(artifact)), Is.EqualTo("abc"));
    }

    [Test]
    public void Many_nodes_at_once_leave_whole_files_only()
    {
        var nodes = Enumerable.Range(0, 8).Select(i => Node($"{i}")).ToArray();
        Parallel.For(
            0,
            64,
            i =>
            {
                var artifact = nodes[i % 8].Adopt(_folder.Write($"new-{i}", $"text {i / 8}")).Artifact;
                Assert.That(nodes[(i + 1) % 8].PathOfVerified(artifact), Is.Not.Null);
            }
        );

        var files = Directory.GetFiles(_folder["shared/objects"], "*", SearchOption.AllDirectories);
        Assert.That(files, Has.Length.EqualTo(8));
        Assert.That(files.Select(f => StoreFiles.Hash(f).Hex), Is.EqualTo(files.Select(Path.GetFileName)));
        Assert.That(Directory.GetFiles(_folder["shared/work"]), Is.Empty);
        Assert.That(_warnings, Is.Empty);
    }

    [Test]
    public void A_folder_that_vanishes_costs_one_warning()
    {
        var store = Node("a");
        Directory.Delete(_folder["shared"], recursive: true);
        var artifact = store.Adopt(_folder.Write("new", "abc")).Artifact;
        store.Adopt(_folder.Write("new", "abd"));

        Assert.That(store.PathOfVerified(artifact), Is.Not.Null);
        Assert.That(store.PathOfVerified(new(new('0', 64))), Is.Null);
        Assert.That(_warnings.Single(), Does.Contain("not there").And.Contain("over HTTP"));
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_still_read()
    {
        var artifact = Node("a").Adopt(_folder.Write("new", "abc")).Artifact;
        // Permissions do not stop root: a file where a folder should be stops everybody.
        Directory.Delete(_folder["shared/work"]);
        File.WriteAllText(_folder["shared/work"], "");
        var store = Node("b");
        store.Adopt(_folder.Write("new", "abd"));

        Assert.That(store.PathOfVerified(artifact), Is.Not.Null);
        Assert.That(_warnings.Single(), Does.Contain("cannot be written"));
    }

    public void Dispose()
    {
        foreach (var store in _stores)
            store.Dispose();
        _folder.Dispose();
    }

    private ArtifactStore Node(string name) =>
        Store(name, new SharedFolder(_folder["shared"], _warnings.Enqueue, TimeProvider.System));

    private ArtifactStore Store(string name, SharedFolder? shared = null)
    {
        var store = ArtifactStore.Open(_folder[name], shared);
        _stores.Add(store);
        return store;
    }

    private string Shared(ArtifactId artifact) =>
        Path.Combine(_folder["shared"], StoreReader.RelativePath(artifact));
}
