using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads which technique of a role a study file chooses, and its parameters: "sampler: { name: grid, points: 3 }".</summary>
internal static class TechniqueFile
{
    /// <summary>Reads the key at the role's name, and the parameters below "role.KEY.".</summary>
    public static Configuration Read<TRole>(YamlPlace place, Catalog<TRole> catalog)
    {
        var children = place.Below().ToArray();
        var (_, named) = children.FirstOrDefault(c => c.Key == "name");
        if (named is null && place.IsMapping)
            throw place.Error($"'{catalog.Role}' needs a 'name'.");
        if (named is not null && !place.IsMapping)
            throw named.Error($"'{place.Path}' and '{named.Path}' both name a {catalog.Role}.");
        named ??= place.Leaves().First().Place;
        var key = named.Scalar();
        if (!catalog.Has(key))
            throw named.Error(
                $"no {catalog.Role} is called '{key}'.{Spelling.Hint(key, catalog.All.Select(s => s.Key))} "
                    + $"Known: {string.Join(", ", catalog.All.Select(s => s.Key))}."
            );
        var parameters = catalog[key].Parameters;
        var chosen = Configuration.Of((catalog.Role, Value.Of(key)));
        foreach (var (name, child) in children.Where(c => c.Key != "name"))
        {
            var parameter =
                parameters.FirstOrDefault(p => p.Name == name)
                ?? throw child.Unknown([
                    $"{catalog.Role}.name",
                    .. parameters.Select(p => $"{catalog.Role}.{p.Name}"),
                ]);
            chosen = chosen.With($"{catalog.Role}.{key}.{name}", StudyFile.ReadValue(child, parameter));
        }

        return chosen;
    }
}
