using MessagePack;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>Values, configurations and restrictions.</summary>
internal static class SpaceCodec
{
    private const int Between = 0;
    private const int OneOf = 1;

    // The three kinds are three kinds of MessagePack too.
    public static void Write(ref MessagePackWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Integer:
                writer.Write(value.Integer);
                return;
            case ValueKind.Real:
                writer.Write(value.Number);
                return;
            default:
                writer.Write(value.Text);
                return;
        }
    }

    public static Value ReadValue(ref MessagePackReader reader) =>
        reader.NextMessagePackType switch
        {
            MessagePackType.Integer => Value.Of(reader.ReadInt64()),
            MessagePackType.Float => Value.Of(reader.ReadDouble()),
            _ => Value.Of(reader.ReadText()),
        };

    public static void Write(ref MessagePackWriter writer, Configuration configuration) =>
        writer.WriteMap([.. configuration], Write);

    public static Configuration ReadConfiguration(ref MessagePackReader reader) =>
        Configuration.From(reader.ReadMap(ReadValue));

    public static void Write(ref MessagePackWriter writer, Restriction restriction)
    {
        switch (restriction)
        {
            case Restriction.Between r:
                writer.WriteArrayHeader(3);
                writer.Write(Between);
                writer.Write(r.Low);
                writer.Write(r.High);
                return;
            case Restriction.OneOf r:
                writer.WriteArrayHeader(2);
                writer.Write(OneOf);
                writer.WriteList(r.Values, Write);
                return;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(restriction),
                    restriction,
                    "Unknown restriction."
                );
        }
    }

    public static Restriction ReadRestriction(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var kind = reader.ReadInt32();
        Restriction restriction = kind switch
        {
            Between when present > 2 => new Restriction.Between(reader.ReadDouble(), reader.ReadDouble()),
            OneOf => new Restriction.OneOf(reader.ReadList(ReadValue)),
            _ => throw new MalformedException($"No restriction is of kind {kind}."),
        };
        reader.End(present, known: kind == Between ? 3 : 2);
        return restriction;
    }
}
