using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>What is left of the space, by the paths of parameters.</summary>
internal sealed class RestrictionsKind : FieldKind<ImmutableSortedDictionary<string, Restriction>>
{
    public override string Takes => "a value, a list or a range for each of some parameters";

    public override ImmutableSortedDictionary<string, Restriction> Read(YamlPlace place, FieldContext context)
    {
        _ = place.Children();
        return Below(place).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public override string? Yaml(ImmutableSortedDictionary<string, Restriction> value) =>
        YamlValue.Lines(value.Select(r => (r.Key, Written(r.Value))));

    public override IEnumerable<(string Key, string Text)> Lines(
        string key,
        ImmutableSortedDictionary<string, Restriction> value
    ) => value.Select(r => ($"{key}.{r.Key}", Told(r.Value)));

    private static string Written(Restriction restriction) =>
        restriction switch
        {
            Restriction.Between b => YamlValue.Mapping([
                ("from", YamlValue.Number(b.Low)),
                ("to", YamlValue.Number(b.High)),
            ]),
            Restriction.OneOf o => YamlValue.List(o.Values.Select(YamlValue.Scalar)),
            _ => throw Unknown(restriction),
        };

    private static string Told(Restriction restriction) =>
        restriction switch
        {
            Restriction.Between r => $"{YamlValue.Number(r.Low)} to {YamlValue.Number(r.High)}",
            Restriction.OneOf r => string.Join(" | ", r.Values),
            _ => throw Unknown(restriction),
        };

    private static ArgumentOutOfRangeException Unknown(Restriction restriction) =>
        new(nameof(restriction), restriction, "Unknown restriction.");

    private static IEnumerable<KeyValuePair<string, Restriction>> Below(YamlPlace place)
    {
        foreach (var (key, child) in place.Below())
        {
            if (child.IsMapping && child.Below().All(c => c.Key is "from" or "to"))
            {
                yield return KeyValuePair.Create<string, Restriction>(key, ReadRange(child));
                continue;
            }

            if (!child.IsMapping)
                yield return KeyValuePair.Create<string, Restriction>(
                    key,
                    ReadList(child.Leaves().First().Place)
                );
            foreach (var (path, restriction) in Below(child))
                yield return KeyValuePair.Create($"{key}.{path}", restriction);
        }
    }

    private static Restriction.Between ReadRange(YamlPlace place)
    {
        var bounds = place
            .Children()
            .ToDictionary(c => c.Key, c => c.Place.Read("a number", Text.Size), StringComparer.Ordinal);
        return bounds.Count == 2 && bounds["from"] <= bounds["to"]
            ? new Restriction.Between(bounds["from"], bounds["to"])
            : throw place.Error($"'{place.Path}' needs 'from' and 'to', the smaller first.");
    }

    private static Restriction.OneOf ReadList(YamlPlace place)
    {
        var values = place.Items().Select(i => Value.Parse(i.Scalar())).ToImmutableArray();
        return values.Length > 0
            ? new(values)
            : throw place.Error($"'{place.Path}' leaves nothing to choose from.");
    }
}

/// <summary>Points of the space; they need not be complete.</summary>
internal sealed class ConfigurationsKind : FieldKind<ImmutableArray<Configuration>>
{
    public override string Takes => "a list of configurations";

    public override ImmutableArray<Configuration> Read(YamlPlace place, FieldContext context) =>
        [.. place.Items().Select(Configuration)];

    // A file without the key leaves the choice to the program.
    public override string? Yaml(ImmutableArray<Configuration> value)
    {
        if (value.IsDefault)
            return null;
        var items = value.Select(c => YamlValue.Mapping(c.Select(p => (p.Key, YamlValue.Scalar(p.Value)))));
        return value.IsEmpty ? "[]" : string.Concat(items.Select(i => $"\n  - {i}"));
    }

    public override IEnumerable<(string Key, string Text)> Lines(
        string key,
        ImmutableArray<Configuration> value
    ) => value.IsDefault ? [] : value.Select((c, i) => ($"{key}.{i}", $"{c}"));

    private static Configuration Configuration(YamlPlace place)
    {
        _ = place.Children();
        return Spaces.Configuration.From(
            place
                .Leaves()
                .Where(l => l.Path.Length > 0)
                .Select(l => KeyValuePair.Create(l.Path, Value.Parse(l.Place.Scalar())))
        );
    }
}
