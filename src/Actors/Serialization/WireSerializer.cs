using Akka.Actor;
using Akka.Serialization;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Serialization;

/// <summary>Writes <see cref="IWire"/> and <see cref="IJournalEntry"/> for Akka; see <see cref="WireFormat"/>.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stands in every journal: never changes.</summary>
    public const int Id = 7001;

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) => WireFormat.Manifest(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => WireFormat.Encode(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => WireFormat.Decode(manifest, bytes);
}
