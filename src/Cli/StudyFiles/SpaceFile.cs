using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads what a study file says about the space: what is left of it, and where in it to begin.</summary>
internal static class SpaceFile
{
    /// <summary>Reads the narrowings, by the paths of parameters.</summary>
    public static ImmutableSortedDictionary<string, Restriction> Restrictions(YamlPlace place)
    {
        _ = place.Children();
        return Below(place).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads a configuration; it need not be complete.</summary>
    public static Configuration Configuration(YamlPlace place)
    {
        _ = place.Children();
        return Search.Spaces.Configuration.From(
            place
                .Leaves()
                .Where(l => l.Path.Length > 0)
                .Select(l => KeyValuePair.Create(l.Path, Value.Parse(l.Place.Scalar())))
        );
    }

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
