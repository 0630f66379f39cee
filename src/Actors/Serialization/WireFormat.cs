using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>
/// The closed list of what may be read from a wire or a journal: MessagePack arrays, each named by a manifest of its own
/// with a version. No type name is ever read, and nothing is made that is not listed.
/// </summary>
public static class WireFormat
{
    /// <summary>Messages between nodes are no longer than a frame of the transport.</summary>
    public const int MaximalMessage = 256_000;

    /// <summary>No single event is longer.</summary>
    public const int MaximalEvent = 64 << 20;

    private static readonly FrozenDictionary<Type, Format> Messages = ByType(ProtocolCodec.Formats);
    private static readonly FrozenDictionary<Type, Format> Entries = ByType(JournalCodec.Formats);
    private static readonly FrozenDictionary<Type, Format> Events = ByType(EventCodec.Formats);

    private static readonly FrozenDictionary<string, Format> EventsByName = ByName(EventCodec.Formats);

    private static readonly FrozenDictionary<string, Format> ByNames = ByName([
        .. ProtocolCodec.Formats,
        .. JournalCodec.Formats,
        .. EventCodec.Formats.Select(JournalCodec.Within),
    ]);

    /// <summary>The manifests this program writes, in ordinal order.</summary>
    public static ImmutableArray<string> Manifests { get; } =
    [.. ByNames.Values.Select(f => f.Manifest).Order(StringComparer.Ordinal)];

    /// <summary>The manifest of a message or journal entry.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static string Manifest(object value) => Find(value).Manifest;

    /// <summary>The bytes of a message or journal entry.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static byte[] Encode(object value) => Find(value).Shape.Encode(value);

    /// <summary>Reads a message or journal entry.</summary>
    /// <exception cref="NewerFormatException">A newer version of the program wrote it.</exception>
    /// <exception cref="MalformedException">No version did.</exception>
    public static object Decode(string manifest, ReadOnlyMemory<byte> bytes)
    {
        var format = Named(ByNames, manifest);
        var limit =
            Messages.ContainsKey(format.Type) ? MaximalMessage
            : format.Type == typeof(JournalSnapshot) ? int.MaxValue
            : MaximalEvent;
        return bytes.Length <= limit
            ? Read(manifest, bytes, format.Shape)
            : throw new MalformedException(
                $"A '{manifest}' of {bytes.Length} bytes is too long: {limit} at most."
            );
    }

    /// <summary>The bytes of a request.</summary>
    public static byte[] EncodeSpec(StudySpec spec) => SpecCodec.Spec.Encode(spec);

    /// <summary>Reads what <see cref="EncodeSpec"/> wrote.</summary>
    /// <exception cref="MalformedException">It is none.</exception>
    public static StudySpec DecodeSpec(ReadOnlyMemory<byte> bytes) => Read("spec", bytes, SpecCodec.Spec);

    internal static Format Of(StudyEvent e) => Events[e.GetType()];

    internal static Format OfEvent(string manifest) => Named(EventsByName, manifest);

    private static Format Find(object value) =>
        value is Journalled { Event: var e } ? ByNames[Of(e).Name]
        : Messages.TryGetValue(value.GetType(), out var message) ? message
        : Entries.TryGetValue(value.GetType(), out var entry) ? entry
        : throw new ArgumentException($"A {value.GetType().Name} never leaves its process.", nameof(value));

    private static Format Named(FrozenDictionary<string, Format> formats, string manifest)
    {
        var colon = manifest.LastIndexOf(':');
        var name = colon < 0 ? manifest : manifest[..colon];
        var isVersion = int.TryParse(
            manifest.AsSpan(colon + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        );
        if (!isVersion || version < 1)
            throw new MalformedException($"'{Shown(manifest)}' is no manifest.");
        if (!formats.TryGetValue(name, out var format))
            throw name.StartsWith("ev.", StringComparison.Ordinal)
                ? new NewerFormatException($"a newer version wrote '{Shown(manifest)}', unknown to this one")
                : new MalformedException($"Nothing is called '{Shown(manifest)}'.");
        if (version > format.Version)
            throw new NewerFormatException(
                $"a newer version wrote it: '{name}' has format {version}; this program knows {format.Version}"
            );
        return format;
    }

    private static string Shown(string manifest) => manifest.Length <= 40 ? manifest : manifest[..40] + "…";

    // Whatever goes wrong inside is the bytes' fault.
    private static T Read<T>(string manifest, ReadOnlyMemory<byte> bytes, Shape<T> shape)
    {
        try
        {
            return shape.Decode(bytes);
        }
        catch (Exception e)
            when (e is not (NewerFormatException or MalformedException or OutOfMemoryException))
        {
            throw new MalformedException($"A '{manifest}' cannot be read: {e.Message}", e);
        }
    }

    private static FrozenDictionary<Type, Format> ByType(IEnumerable<Format> formats) =>
        formats.ToFrozenDictionary(f => f.Type);

    private static FrozenDictionary<string, Format> ByName(IEnumerable<Format> formats) =>
        formats.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
}
