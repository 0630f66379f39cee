namespace Slimfront.Actors.Serialization;

/// <summary>How one type is written: its name and version, which is its manifest, and its shape.</summary>
/// <param name="Name">"hello", "ev.trial-started"…</param>
/// <param name="Version">Raised when a field is removed or changes its meaning; adding one at the end needs no new version.</param>
/// <param name="Type">The type.</param>
/// <param name="Shape">What is written of it.</param>
internal sealed record Format(string Name, int Version, Type Type, Shape<object> Shape)
{
    /// <summary>"hello:1".</summary>
    public string Manifest => $"{Name}:{Version}";

    /// <summary>The first version of a type's format.</summary>
    /// <inheritdoc cref="Record.Of{T}"/>
    public static Format First<T>(string name, Describing<T> describe, Func<T, int?>? length = null)
        where T : notnull =>
        new(name, 1, typeof(T), Record.Of(describe, length).As<object>(value => value, value => (T)value));
}
