using System.Collections;
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
    // Side by side in ordinal order of path: a study keeps thousands of configurations, and trees would take twice as much.
    private readonly string[] _paths;
    private readonly Value[] _values;
    private string? _canonical;

    private Configuration(string[] paths, Value[] values) => (_paths, _values) = (paths, values);

    /// <summary>No values at all.</summary>
    public static Configuration Empty { get; } = new([], []);

    /// <summary>The number of values.</summary>
    public int Count => _paths.Length;

    /// <summary>The paths in ordinal order.</summary>
    public IEnumerable<string> Paths => _paths;

    /// <summary>"path=value" lines in ordinal order of path, joined by line feeds.</summary>
    public string Canonical =>
        _canonical ??= string.Join('\n', _paths.Zip(_values, (p, v) => $"{p}={Escape(v.ToString())}"));

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of <see cref="Canonical"/>.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)))[..16];

    /// <summary>The value at a path.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is at that path; the message lists what is.</exception>
    public Value this[string path] =>
        Find(path)
        ?? throw new KeyNotFoundException($"No value at '{path}'. There are: {string.Join(", ", Paths)}.");

    /// <summary>A configuration of the given values.</summary>
    public static Configuration Of(params (string Path, Value Value)[] values) =>
        From(values.Select(v => KeyValuePair.Create(v.Path, v.Value)));

    /// <summary>A configuration of the given values; a later one at the same path replaces an earlier one.</summary>
    public static Configuration From(IEnumerable<KeyValuePair<string, Value>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var sorted = new SortedList<string, Value>(StringComparer.Ordinal);
        foreach (var (path, value) in values)
            sorted[path] = value;
        return new([.. sorted.Keys], [.. sorted.Values]);
    }

    /// <summary>Whether a value is at the path.</summary>
    public bool Has(string path) => IndexOf(path) >= 0;

    /// <summary>The value at a path, if any.</summary>
    public Value? Find(string path) => IndexOf(path) is >= 0 and var at ? _values[at] : null;

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
    public Configuration With(string path, Value value)
    {
        var at = IndexOf(path);
        return at >= 0
            ? new(_paths, [.. _values[..at], value, .. _values[(at + 1)..]])
            : new([.. _paths[..~at], path, .. _paths[~at..]], [.. _values[..~at], value, .. _values[~at..]]);
    }

    /// <summary>The same configuration with the other's values set over it.</summary>
    public Configuration With(Configuration other) => From(this.Concat(other));

    /// <summary>The same configuration without the value at the path.</summary>
    public Configuration Without(string path) =>
        IndexOf(path) is >= 0 and var at
            ? new([.. _paths[..at], .. _paths[(at + 1)..]], [.. _values[..at], .. _values[(at + 1)..]])
            : this;

    /// <summary>The values below "prefix.", with that prefix removed.</summary>
    public Configuration Slice(string prefix)
    {
        var start = prefix + ".";
        return From(
            this.Where(p => p.Key.StartsWith(start, StringComparison.Ordinal))
                .Select(p => KeyValuePair.Create(p.Key[start.Length..], p.Value))
        );
    }

    /// <summary>The same values, each path below "prefix.".</summary>
    public Configuration Under(string prefix) =>
        From(this.Select(p => KeyValuePair.Create($"{prefix}.{p.Key}", p.Value)));

    /// <inheritdoc/>
    /// <remarks>Equal are those with equal <see cref="Canonical"/> text; to tell, no text has to be made.</remarks>
    public bool Equals(Configuration? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Count != other.Count)
            return false;
        for (var i = 0; i < _values.Length; i++)
            if (
                !AreSame(_values[i], other._values[i])
                || !string.Equals(_paths[i], other._paths[i], StringComparison.Ordinal)
            )
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Canonical);

    /// <summary>One line: "path=value path=value".</summary>
    public override string ToString() => Canonical.Replace('\n', ' ');

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() =>
        _paths.Zip(_values, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string path) => Array.BinarySearch(_paths, path, StringComparer.Ordinal);

    // Values of different kinds have equal text where a text looks like a number.
    private static bool AreSame(Value a, Value b) =>
        a.Kind == b.Kind && a.Kind != ValueKind.Text
            ? a.Number.Equals(b.Number)
            : string.Equals(a.ToString(), b.ToString(), StringComparison.Ordinal);

    private static string Escape(string text) =>
        text.AsSpan().IndexOfAny('\\', '\n') < 0 ? text : text.Replace("\\", @"\\").Replace("\n", @"\n");
}
