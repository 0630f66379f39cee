using System.Runtime.Serialization;
using Akka.Actor;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Serialization;

/// <summary>What another node's bytes can be made into is a short, closed list.</summary>
public sealed class InboundTableTests
{
    private ActorSystem _system = null!;

    [OneTimeSetUp]
    public void Start()
    {
        using var folder = new TemporaryFolder();
        var options = new NodeOptions
        {
            StoreDirectory = folder.Path,
            Configuration = "akka { loglevel = OFF, stdout-loglevel = OFF }",
        };
        _system = ActorSystem.Create("table", NodeConfiguration.Of(options, null));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    [Test]
    public void The_serializers_are_the_approved_ones()
    {
        var serializers = _system
            .Settings.Config.GetConfig("akka.actor.serializers")
            .AsEnumerable()
            .Select(s => $"{s.Key} = {s.Value.GetString()}")
            .Order(StringComparer.Ordinal);

        Approved.Check("inbound.approved.txt", string.Join('\n', serializers) + "\n");
    }

    [TestCase(1, "System.Diagnostics.Process, System.Diagnostics.Process")]
    [TestCase(2, "Google.Protobuf.WellKnownTypes.Any, Google.Protobuf")]
    [TestCase(3, "")]
    [TestCase(16, "PP")]
    [TestCase(16, "K")]
    [TestCase(16, "STF")]
    [TestCase(16, "CF")]
    [TestCase(22, "Akka.Dispatch.SysMsg.Terminate, Akka")]
    [TestCase(22, "Akka.Dispatch.SysMsg.Failed, Akka")]
    [TestCase(22, "System.IO.FileInfo, System.Private.CoreLib")]
    [TestCase(7001, "System.Object, System.Private.CoreLib")]
    public void What_could_make_or_stop_things_is_refused(int serializer, string manifest) =>
        Assert.That(
            () => _system.Serialization.Deserialize("{}"u8.ToArray(), serializer, manifest),
            Throws.InstanceOf<SerializationException>()
        );
}
