using System.Collections;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Slimfront.Search.Spaces;

/// <summary>Named values: a point of a space, the parameters of a stage, or the settings of a technique.</summary>
/// <remarks>
/// Immutable and compared by content. <see cref="Canonical"/> lists "path=value" lines ordered by path, so equal
/// configurations have equal text whatever the order they were built in; <see cref="Id"/> is derived from it.
/// </remarks>
public sealed class Configuration : IEquatable<Configuration>, IEnumerable<KeyValuePair<string, Value>>
{
    private readonly ImmutableSortedDictionary<string, Value> _values;
    private string? _canonical;

    private Configuration(ImmutableSortedDictionary<string, Value> values) => _values = values;

    /// <summary>No values at all.</summary>
    public static Configuration Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal));

    /// <summary>The number of values.</summary>
    public int Count => _values.Count;

    /// <summary>The paths in ordinal order.</summary>
    public IEnumerable<string> Paths => _values.Keys;

    /// <summary>"path=value" lines in ordinal order of path, joined by line feeds.</summary>
    public string Canonical =>
        _canonical ??= string.Join('\n', _values.Select(p => $"{p.Key}={Escape(p.Value.ToString())}"));

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of <see cref="Canonical"/>.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)))[..16];

    /// <summary>The value at a path.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is at that path; the message lists what is.</exception>
    public Value this[string path] =>
        _values.TryGetValue(path, out var value)
            ? value
            : throw new KeyNotFoundException($"No value at '{path}'. There are: {string.Join(", ", Paths)}.");

    /// <summary>A configuration of the given values.</summary>
    public static Configuration Of(params (string Path, Value Value)[] values) =>
        From(values.Select(v => KeyValuePair.Create(v.Path, v.Value)));

    /// <summary>A configuration of the given values; a later one at the same path replaces an earlier one.</summary>
    public static Configuration From(IEnumerable<KeyValuePair<string, Value>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(Empty._values.SetItems(values));
    }

    /// <summary>Whether a value is at the path.</summary>
    public bool Has(string path) => _values.ContainsKey(path);

    /// <summary>The value at a path, if any.</summary>
    public Value? Find(string path) => _values.TryGetValue(path, out var value) ? value : null;

    /// <summary>The number at a path.</summary>
    public double Real(string path) => this[path].Number;

    /// <summary>The number at a path, or what to use where there is none.</summary>
    public double Real(string path, double otherwise) => Find(path)?.Number ?? otherwise;

    /// <summary>The whole number at a path.</summary>
    public int Integer(string path) => checked((int)this[path].Integer);

    /// <summary>The whole number at a path, or what to use where there is none.</summary>
    public int Integer(string path, int otherwise) => checked((int)(Find(path)?.Integer ?? otherwise));

    /// <summary>The text at a path.</summary>
    public string Text(string path) => this[path].Text;

    /// <summary>The text at a path, or what to use where there is none.</summary>
    public string Text(string path, string otherwise) => Find(path)?.Text ?? otherwise;

    /// <summary>The same configuration with one value set.</summary>
    public Configuration With(string path, Value value) => new(_values.SetItem(path, value));

    /// <summary>The same configuration with the other's values set over it.</summary>
    public Configuration With(Configuration other) => new(_values.SetItems(other._values));

    /// <summary>The same configuration without the value at the path.</summary>
    public Configuration Without(string path) => new(_values.Remove(path));

    /// <summary>The values below "prefix.", with that prefix removed.</summary>
    public Configuration Slice(string prefix)
    {
        var start = prefix + ".";
        return From(
            _values
                .Where(p => p.Key.StartsWith(start, StringComparison.Ordinal))
                .Select(p => KeyValuePair.Create(p.Key[start.Length..], p.Value))
        );
    }

    /// <summary>The same values, each path below "prefix.".</summary>
    public Configuration Under(string prefix) =>
        From(_values.Select(p => KeyValuePair.Create($"{prefix}.{p.Key}", p.Value)));

    /// <inheritdoc/>
    public bool Equals(Configuration? other) =>
        other is not null && string.Equals(Canonical, other.Canonical, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Canonical);

    /// <summary>One line: "path=value path=value".</summary>
    public override string ToString() => Canonical.Replace('\n', ' ');

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Escape(string text) =>
        text.AsSpan().IndexOfAny('\\', '\n') < 0 ? text : text.Replace("\\", @"\\").Replace("\n", @"\n");
}
