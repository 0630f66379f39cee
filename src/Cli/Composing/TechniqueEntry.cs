using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Cli.Composing;

/// <summary>A technique as it is listed.</summary>
/// <param name="Role">The role it plays: "sampler".</param>
/// <param name="Key">Its name.</param>
/// <param name="Paper">Where it is defined.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Parameters">Its fragment of the search space.</param>
public sealed record TechniqueEntry(
    string Role,
    string Key,
    string Paper,
    string Summary,
    ImmutableArray<Parameter> Parameters
)
{
    /// <summary>The entries of a catalog.</summary>
    public static IEnumerable<TechniqueEntry> Of<TRole>(Catalog<TRole> catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.All.Select(t => new TechniqueEntry(
            catalog.Role,
            t.Key,
            t.Paper,
            t.Summary,
            t.Parameters
        ));
    }

    /// <summary>The parameters with their ranges; empty where there are none.</summary>
    public string Ranges => string.Join("; ", Parameters.Select(p => $"{p.Name}: {p.Range}"));

    /// <summary>One line of a terminal.</summary>
    public override string ToString() =>
        $"{Role, -18} {Key, -16} {Paper, -28} {Summary} {(Ranges.Length > 0 ? $"[{Ranges}]" : "")}".TrimEnd();
}
