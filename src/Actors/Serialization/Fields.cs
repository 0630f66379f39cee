using System.Buffers;
using System.Collections.Immutable;
using MessagePack;

namespace Slimfront.Actors.Serialization;

internal delegate void Writing<in T>(ref MessagePackWriter writer, T value);

internal delegate T Reading<out T>(ref MessagePackReader reader);

/// <summary>What all formats are made of.</summary>
/// <remarks>
/// A record is an array of its fields in a fixed order. A newer version may only add fields at the end: a reader skips
/// those it does not know, and takes the default for those that are not there.
/// </remarks>
internal static class Fields
{
    private static readonly MessagePackSecurity Security =
        MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(32);

    /// <summary>Opens a record; at least the required fields are there.</summary>
    public static int Begin(this ref MessagePackReader reader, int required)
    {
        Security.DepthStep(ref reader);
        var present = reader.ReadArrayHeader();
        return present >= required
            ? present
            : throw new MalformedException($"A record has {present} fields; {required} are needed.");
    }

    /// <summary>Closes a record, past the fields that this version does not know.</summary>
    public static void End(this ref MessagePackReader reader, int present, int known)
    {
        for (var i = known; i < present; i++)
            reader.Skip();
        reader.Depth--;
    }

    public static string ReadText(this ref MessagePackReader reader) =>
        reader.ReadString() ?? throw new MalformedException("A text is missing.");

    public static void WriteList<T>(
        this ref MessagePackWriter writer,
        IReadOnlyCollection<T> items,
        Writing<T> write
    )
    {
        writer.WriteArrayHeader(items.Count);
        foreach (var item in items)
            write(ref writer, item);
    }

    public static ImmutableArray<T> ReadList<T>(this ref MessagePackReader reader, Reading<T> read)
    {
        Security.DepthStep(ref reader);
        var count = reader.ReadArrayHeader();
        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < count; i++)
            items.Add(read(ref reader));
        reader.Depth--;
        return items.ToImmutable();
    }

    public static void WriteMap<T>(
        this ref MessagePackWriter writer,
        IReadOnlyCollection<KeyValuePair<string, T>> items,
        Writing<T> write
    )
    {
        writer.WriteMapHeader(items.Count);
        foreach (var (key, value) in items)
        {
            writer.Write(key);
            write(ref writer, value);
        }
    }

    public static ImmutableSortedDictionary<string, T> ReadMap<T>(
        this ref MessagePackReader reader,
        Reading<T> read
    )
    {
        Security.DepthStep(ref reader);
        var count = reader.ReadMapHeader();
        var items = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var key = reader.ReadText();
            items[key] = read(ref reader);
        }

        reader.Depth--;
        return items.ToImmutable();
    }

    /// <summary>A value that may be missing, as nil.</summary>
    public static void WriteOptional<T>(this ref MessagePackWriter writer, T? value, Writing<T> write)
        where T : class
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        write(ref writer, value);
    }

    public static T? ReadOptional<T>(this ref MessagePackReader reader, Reading<T> read)
        where T : class => reader.TryReadNil() ? null : read(ref reader);

    public static void WriteOptional(this ref MessagePackWriter writer, long? value)
    {
        if (value is { } known)
            writer.Write(known);
        else
            writer.WriteNil();
    }

    public static long? ReadOptionalInteger(this ref MessagePackReader reader) =>
        reader.TryReadNil() ? null : reader.ReadInt64();

    public static TimeSpan? ReadOptionalTime(this ref MessagePackReader reader) =>
        reader.ReadOptionalInteger() is { } ticks ? new TimeSpan(ticks) : null;

    /// <summary>A hash as its 32 bytes.</summary>
    public static void WriteHash(this ref MessagePackWriter writer, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        if (bytes.Length != 32)
            throw new ArgumentException($"'{hex}' is not a SHA-256.", nameof(hex));
        writer.Write(bytes);
    }

    public static string ReadHash(this ref MessagePackReader reader)
    {
        if (reader.ReadBytes() is not { Length: 32 } bytes)
            throw new MalformedException("A hash is not 32 bytes.");
        return Convert.ToHexStringLower(bytes.ToArray());
    }
}
