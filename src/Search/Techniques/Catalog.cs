using System.Collections.Immutable;
using System.Reflection;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Techniques;

/// <summary>The techniques of one role, found by scanning assemblies: a new file is a new entry.</summary>
/// <typeparam name="TRole">The role.</typeparam>
public sealed class Catalog<TRole>
{
    private readonly ImmutableSortedDictionary<string, Technique<TRole>> _byKey;

    /// <summary>A catalog of the given techniques.</summary>
    /// <exception cref="InvalidOperationException">Two techniques have the same key.</exception>
    public Catalog(string role, IEnumerable<Technique<TRole>> techniques)
    {
        Role = role;
        var byKey = ImmutableSortedDictionary.CreateBuilder<string, Technique<TRole>>(StringComparer.Ordinal);
        foreach (var technique in techniques)
            if (!byKey.TryAdd(technique.Key, technique))
                throw new InvalidOperationException($"Two {role} techniques are called '{technique.Key}'.");
        _byKey = byKey.ToImmutable();
    }

    /// <summary>What the techniques are, in the singular: "criterion".</summary>
    public string Role { get; }

    /// <summary>All of them, ordered by key.</summary>
    public IEnumerable<Technique<TRole>> All => _byKey.Values;

    /// <summary>The technique with a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public Technique<TRole> this[string key] =>
        _byKey.TryGetValue(key, out var technique)
            ? technique
            : throw new KeyNotFoundException(
                $"No {Role} is called '{key}'. Known: {string.Join(", ", _byKey.Keys)}."
            );

    /// <summary>Whether there is a technique with the key.</summary>
    public bool Has(string key) => _byKey.ContainsKey(key);

    /// <summary>Those that suit networks whose answers have a meaning.</summary>
    /// <param name="answers">The meaning.</param>
    public Catalog<TRole> For(string answers) =>
        new(Role, All.Where(t => t.Answers is null || t.Answers == answers));

    /// <summary>A choice between all of them, each bringing its parameters.</summary>
    public Parameter.Choice AsChoice(string name) => new(name, [.. All.Select(t => t.AsOption)]);

    /// <summary>Makes the technique that a choice named in a configuration, from the values below it.</summary>
    /// <param name="configuration">Holds the key at <paramref name="path"/> and its parameters at "path.key.".</param>
    /// <param name="path">Where the choice stands.</param>
    public TRole Create(Configuration configuration, string path)
    {
        var key = configuration.Text(path);
        return this[key].Create(configuration.Slice($"{path}.{key}"));
    }
}

/// <summary>Finds techniques.</summary>
public static class Catalog
{
    /// <summary>Every class of the assemblies that describes itself as a technique of the role.</summary>
    /// <param name="role">What one of them is called in messages: "criterion".</param>
    /// <param name="assemblies">Where to look; plug-ins are further assemblies.</param>
    public static Catalog<TRole> Scan<TRole>(string role, params IEnumerable<Assembly> assemblies) =>
        new(
            role,
            assemblies
                .Distinct()
                .SelectMany(a => a.GetTypes())
                .Where(t => t is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false })
                .Where(t => typeof(IDescribed<TRole>).IsAssignableFrom(t))
                .Select(Describe<TRole>)
        );

    private static Technique<TRole> Describe<TRole>(Type type)
    {
        var property = type.GetProperty("Technique", BindingFlags.Public | BindingFlags.Static);
        return property?.GetValue(null) as Technique<TRole>
            ?? throw new InvalidOperationException(
                $"{type.FullName} has no public static 'Technique' property."
            );
    }
}
