using MessagePack;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>Values, configurations and restrictions.</summary>
internal static class SpaceCodec
{
    /// <summary>The three kinds of values are three kinds of MessagePack too.</summary>
    public static readonly Shape<Value> Value = new(
        (ref f, value) =>
        {
            if (value.Kind is ValueKind.Integer)
                f.Writer.Write(value.Integer);
            else if (value.Kind is ValueKind.Real)
                f.Writer.Write(value.Number);
            else
                f.Writer.Write(value.Text);
        },
        (ref f) =>
            f.Reader.NextMessagePackType switch
            {
                MessagePackType.Integer => Search.Spaces.Value.Of(f.Reader.ReadInt64()),
                MessagePackType.Float => Search.Spaces.Value.Of(f.Reader.ReadDouble()),
                _ => Search.Spaces.Value.Of(Text.Read(ref f)),
            }
    );

    public static readonly Shape<Configuration> Configuration = Value.Named.As(
        Search.Spaces.Configuration.From,
        configuration => [.. configuration]
    );

    public static readonly Shape<Restriction> Restriction = new Kinds<Restriction>()
        .With<Restriction.Between>(0, (ref f, r) => new(f.Of(Real, r?.Low), f.Of(Real, r?.High)))
        .With<Restriction.OneOf>(1, (ref f, r) => new(f.Of(Value.List, r?.Values)))
        .Shape();
}
