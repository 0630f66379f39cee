using MessagePack;

namespace Slimfront.Actors.Serialization;

/// <summary>How one type is written: its name and version, which is its manifest, and its fields.</summary>
/// <param name="Name">"hello", "ev.trial-started"…</param>
/// <param name="Version">Raised when a field is removed or changes its meaning; adding one at the end needs no new version.</param>
/// <param name="Type">The type.</param>
/// <param name="Write">Writes one.</param>
/// <param name="Read">Reads one.</param>
internal sealed record Format(
    string Name,
    int Version,
    Type Type,
    Writing<object> Write,
    Reading<object> Read
)
{
    /// <summary>"hello:1".</summary>
    public string Manifest => $"{Name}:{Version}";

    /// <summary>The first version of a type's format.</summary>
    public static Format First<T>(string name, Writing<T> write, Reading<T> read)
        where T : notnull =>
        new(
            name,
            1,
            typeof(T),
            (ref MessagePackWriter w, object value) => write(ref w, (T)value),
            (ref MessagePackReader r) => read(ref r)
        );
}
