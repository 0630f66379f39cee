using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace Slimfront.Actors.Serialization;

// Inbound bytes choose their serializer by number, whatever is bound to types. So the numbers of the serializers that
// would make objects of any type, or actors, are taken by ones that refuse.

/// <summary>Takes a serializer's place and refuses both ways.</summary>
public abstract class RefusingSerializer(ExtendedActorSystem system, int id)
    : SerializerWithStringManifest(system)
{
    /// <inheritdoc/>
    public override int Identifier => id;

    /// <inheritdoc/>
    public override string Manifest(object o) => throw Refusal(o.GetType().Name);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw Refusal(obj.GetType().Name);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => throw Refusal(manifest);

    private SerializationException Refusal(string what) =>
        new($"Serializer {id} is closed; refused '{what}'.");
}

/// <summary>In place of JSON, which makes objects of any type.</summary>
public sealed class RefuseJson : RefusingSerializer
{
    /// <summary>Made as Akka makes its JSON serializer, whose settings do not matter here.</summary>
    public RefuseJson(ExtendedActorSystem system, Config settings)
        : base(system, 1) => _ = settings;
}

/// <summary>In place of Protocol Buffers by type name.</summary>
public sealed class RefuseProto(ExtendedActorSystem system) : RefusingSerializer(system, 2);

/// <summary>In place of the orders to start actors on another node.</summary>
public sealed class RefuseDaemonCreate(ExtendedActorSystem system) : RefusingSerializer(system, 3);

/// <summary>The messages of Akka's own that a cluster needs: identities, references and heartbeats.</summary>
public sealed class SafeMisc(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private readonly MiscMessageSerializer _inner = new(system);

    /// <inheritdoc/>
    public override int Identifier => 16;

    /// <inheritdoc/>
    public override string Manifest(object o) => Allowed(_inner.Manifest(o));

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        Allowed(_inner.Manifest(obj));
        return _inner.ToBinary(obj);
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) =>
        _inner.FromBinary(bytes, Allowed(manifest));

    private static string Allowed(string manifest) =>
        manifest is "ID" or "AID" or "AR" or "RWHB" or "RWHR"
            ? manifest
            : throw new SerializationException($"Serializer 16 refused '{manifest}'.");
}

/// <summary>The system messages that a cluster needs: those of death watch.</summary>
public sealed class SafeSys(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Watch",
        "Unwatch",
        "DeathWatchNotification",
    };

    private readonly SystemMessageSerializer _inner = new(system);

    /// <inheritdoc/>
    public override int Identifier => 22;

    /// <inheritdoc/>
    public override bool IncludeManifest => _inner.IncludeManifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _inner.ToBinary(Allowed(obj, obj.GetType()));

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        _inner.FromBinary(Allowed(bytes, type), type);

    private static T Allowed<T>(T value, Type type) =>
        type.Namespace == "Akka.Dispatch.SysMsg" && Names.Contains(type.Name)
            ? value
            : throw new SerializationException($"Serializer 22 refused '{type.Name}'.");
}
