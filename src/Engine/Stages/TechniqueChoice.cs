using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Stages;

/// <summary>A technique that was chosen, with the values of its parameters.</summary>
/// <param name="Key">The technique's key.</param>
/// <param name="Parameters">The values of its parameters.</param>
public sealed record TechniqueChoice(string Key, Configuration Parameters)
{
    /// <summary>A technique that needs no parameters.</summary>
    public TechniqueChoice(string key)
        : this(key, Configuration.Empty) { }

    /// <summary>What a configuration chooses: the key at a path, its parameters at "path.KEY.".</summary>
    public static TechniqueChoice At(Configuration configuration, string path)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var key = configuration.Text(path);
        return new(key, configuration.Slice($"{path}.{key}"));
    }

    /// <summary>The same where the configuration chooses something; null where it does not.</summary>
    public static TechniqueChoice? Find(Configuration configuration, string path)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Has(path) ? At(configuration, path) : null;
    }

    /// <summary>As <see cref="At"/> reads it.</summary>
    public Configuration Write(string path) => Parameters.Under($"{path}.{Key}").With(path, Value.Of(Key));
}
