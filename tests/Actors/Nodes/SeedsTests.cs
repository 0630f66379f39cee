using System.Collections.Immutable;
using Akka.Actor;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Search;

namespace Slimfront.Actors.Tests.Nodes;

/// <summary>Whom a node asks to let it in: it may found a cluster exactly if it is the first of them.</summary>
public sealed class SeedsTests
{
    [TestCase("a b c", "a", "none", "a b c")]
    [TestCase("a b c", "b", "none", "a b c")]
    [TestCase("a b c", "a", "b", "b c")]
    [TestCase("a b c", "b", "c", "c a")]
    [TestCase("a b c", "c", "a", "a b")]
    [TestCase("a", "a", "b", "b")]
    [TestCase("a", "c", "b", "b a")]
    [TestCase("a b c", "a", "unreachable", "b c")]
    [TestCase("a b c", "b", "unreachable", "a c")]
    // What it showed itself before it died or lost its cluster.
    [TestCase("a b c", "a", "a", "a b c")]
    [TestCase("a", "a", "a", "a")]
    // One of a version that does not say where it is.
    [TestCase("a b c", "a", "", "b c")]
    [TestCase("a", "a", "", "a")]
    public async Task A_node_asks(string seeds, string self, string active, string asked) =>
        Assert.That(
            (await AskedAsync(seeds, self, active)).Select(a => a.Host),
            Is.EqualTo(asked.Split(' '))
        );

    [TestCase("a b", "a", "b")]
    [TestCase("a b", "b", "a")]
    [TestCase("a b", "c", "a b")]
    public async Task A_worker_founds_none(string seeds, string self, string asked) =>
        Assert.That(
            (await ClusterEntry.SeedsAsync(Of(seeds), At(self), mayFound: false, active: null)).Select(a =>
                a.Host
            ),
            Is.EqualTo(asked.Split(' '))
        );

    [Test]
    public void A_worker_that_is_told_of_nobody_else_is_refused() =>
        Assert.That(
            async () => await ClusterEntry.SeedsAsync(Of("a"), At("a"), mayFound: false, active: null),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("must name a coordinator's node")
        );

    [Test]
    public async Task A_coordinator_with_a_journal_of_its_own_asks_its_seeds_as_they_are() =>
        Assert.That(
            await ClusterEntry.SeedsAsync(Of("a b"), At("a"), mayFound: true, active: null),
            Is.EqualTo(Of("a b"))
        );

    [Test]
    public void The_only_seed_founds_no_cluster_while_the_journal_cannot_be_asked() =>
        Assert.That(
            async () => await AskedAsync("a", "a", "unreachable"),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("cannot be reached")
        );

    private static Task<IEnumerable<Address>> AskedAsync(string seeds, string self, string active) =>
        ClusterEntry.SeedsAsync(Of(seeds), At(self), mayFound: true, () => Active(active));

    private static Task<ActiveCoordinator?> Active(string name) =>
        name switch
        {
            "none" => Task.FromResult<ActiveCoordinator?>(null),
            "unreachable" => Task.FromException<ActiveCoordinator?>(
                new UserErrorException("It cannot be reached.")
            ),
            "" => Task.FromResult<ActiveCoordinator?>(new("", 0)),
            _ => Task.FromResult<ActiveCoordinator?>(new($"{name}:4053", 3)),
        };

    private static ImmutableArray<Address> Of(string seeds) => [.. seeds.Split(' ').Select(At)];

    private static Address At(string host) => new("akka.tcp", "slimfront", host, 4053);
}
