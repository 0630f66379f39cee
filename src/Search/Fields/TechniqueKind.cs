using System.Collections.Immutable;
using Slimfront.Search.Rules;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Fields;

/// <summary>A technique of a role, and its parameters: "{ name: grid, points: 3 }".</summary>
/// <remarks>The key stands at the role's name, and the parameters below "role.KEY.".</remarks>
/// <param name="role">The role's name.</param>
/// <param name="catalog">The techniques of the role.</param>
internal sealed class TechniqueKind<TRole>(string role, Func<SearchTechniques, Catalog<TRole>> catalog)
    : FieldKind<Configuration>
{
    public override string Takes => "a name, or a name with parameters";

    public override Configuration Read(YamlPlace place, FieldContext context) =>
        Read(place, catalog(context.Techniques));

    public override string? Yaml(Configuration value)
    {
        var key = value.Text(role, otherwise: "");
        return YamlValue.Lines([
            ("name", YamlValue.Scalar(key)),
            .. value.Slice($"{role}.{key}").Select(p => (p.Key, YamlValue.Scalar(p.Value))),
        ]);
    }

    public override IEnumerable<(string Key, string Text)> Lines(string key, Configuration value) =>
        value.Select(p => (p.Key, $"{p.Value}"));

    private static Configuration Read(YamlPlace place, Catalog<TRole> catalog)
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
            chosen = chosen.With($"{catalog.Role}.{key}.{name}", ParameterValue.Read(child, parameter));
        }

        return chosen;
    }
}

/// <summary>A scheduler, with the rungs that it leads to.</summary>
internal sealed class SchedulerKind : FieldKind<(Configuration Chosen, ImmutableArray<double> Rungs)>
{
    private static readonly TechniqueKind<IScheduler> Chosen = new("scheduler", t => t.Schedulers);

    public override string Takes => Chosen.Takes;

    public override (Configuration Chosen, ImmutableArray<double> Rungs) Read(
        YamlPlace place,
        FieldContext context
    )
    {
        var chosen = Chosen.Read(place, context);
        return (chosen, context.Techniques.Schedulers.Create(chosen, "scheduler").Rungs);
    }

    public override string? Yaml((Configuration Chosen, ImmutableArray<double> Rungs) value) =>
        Chosen.Yaml(value.Chosen);

    public override IEnumerable<(string Key, string Text)> Lines(
        string key,
        (Configuration Chosen, ImmutableArray<double> Rungs) value
    ) => Chosen.Lines(key, value.Chosen);
}
