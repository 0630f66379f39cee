using System.Buffers;
using System.Collections.Immutable;

namespace Slimfront.Actors.Serialization;

/// <summary>What all others are made of.</summary>
internal static class Shapes
{
    public static readonly Shape<string> Text = new(
        (ref f, text) => f.Writer.Write(text),
        (ref f) => f.Reader.ReadString() ?? throw new MalformedException("A text is missing.")
    );

    public static readonly Shape<bool> Flag = new(
        (ref f, flag) => f.Writer.Write(flag),
        (ref f) => f.Reader.ReadBoolean()
    );

    public static readonly Shape<int> Int = new(
        (ref f, number) => f.Writer.Write(number),
        (ref f) => f.Reader.ReadInt32()
    );

    public static readonly Shape<long> Long = new(
        (ref f, number) => f.Writer.Write(number),
        (ref f) => f.Reader.ReadInt64()
    );

    public static readonly Shape<ulong> Unsigned = new(
        (ref f, number) => f.Writer.Write(number),
        (ref f) => f.Reader.ReadUInt64()
    );

    public static readonly Shape<double> Real = new(
        (ref f, number) => f.Writer.Write(number),
        (ref f) => f.Reader.ReadDouble()
    );

    public static readonly Shape<ImmutableArray<byte>> Bytes = new(
        (ref f, bytes) => f.Writer.Write(bytes.AsSpan()),
        (ref f) =>
            f.Reader.ReadBytes() is { } bytes
                ? [.. bytes.ToArray()]
                : throw new MalformedException("Bytes are missing.")
    );

    /// <summary>A SHA-256 in hexadecimal digits, as its 32 bytes.</summary>
    public static readonly Shape<string> Hash = new(
        (ref f, hex) =>
            f.Writer.Write(
                Convert.FromHexString(hex) is { Length: 32 } bytes
                    ? bytes
                    : throw new ArgumentException($"'{hex}' is not a SHA-256.", nameof(hex))
            ),
        (ref f) =>
            f.Reader.ReadBytes() is { Length: 32 } bytes
                ? Convert.ToHexStringLower(bytes.ToArray())
                : throw new MalformedException("A hash is not 32 bytes.")
    );

    /// <summary>In ticks.</summary>
    public static readonly Shape<TimeSpan> Time = Long.As(ticks => new TimeSpan(ticks), time => time.Ticks);

    /// <summary>In ticks of universal time.</summary>
    public static readonly Shape<DateTimeOffset> Moment = Long.As(
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero),
        moment => moment.UtcTicks
    );
}
