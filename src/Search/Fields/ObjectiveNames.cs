using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Fields;

/// <summary>What may be an objective of a study, by its name in a study file.</summary>
/// <param name="measures">Of the study's task, and of models.</param>
internal sealed class ObjectiveNames(ImmutableArray<Objective> measures)
{
    // What any network is measured by, whatever its task: sizes and time.
    private static readonly ImmutableArray<Objective> Sizes = [.. Objective.All.Except([Objective.Accuracy])];

    private readonly ImmutableArray<Objective> _all = [.. measures, .. Sizes];

    /// <summary>The objective that is named at a place.</summary>
    public Objective Named(YamlPlace place) => Named(place, place.Scalar());

    private Objective Named(YamlPlace place, string key) =>
        _all.FirstOrDefault(o => o.Key == key)
        ?? throw place.Error(
            $"no objective is called '{key}'.{Spelling.Hint(key, _all.Select(o => o.Key))} "
                + $"Known: {string.Join(", ", _all.Select(o => o.Key))}."
        );

    /// <summary>Reads a value of an objective; one that no model can have is refused.</summary>
    public Limit Limit(string key, YamlPlace place)
    {
        var objective = Named(place, key);
        var bound =
            objective.Unit == Objective.Latency.Unit
                ? place.Read("milliseconds (5, 5ms, 80µs, 0.2s)", Text.Milliseconds)
            : objective.IsShare ? place.Read("a share (97%, 0.97)", Text.Size)
            : place.Read("a number, with a unit if wanted (50k, 50kB, 48KiB, 2MB)", Text.Quantity);
        if (bound > 0 && (bound <= 1 || !objective.IsShare))
            return new(objective.Key, bound)
            {
                Direction = Objective.All.Contains(objective) ? null : objective.Direction,
            };
        var meant = bound is > 1 and <= 100
            ? string.Create(CultureInfo.InvariantCulture, $" Did you mean {bound}% ({bound / 100})?")
            : "";
        throw place.Error(
            $"'{place.Path}' is {place.Scalar()}; it must be above 0{(objective.IsShare ? " and at most 1 (100%)" : "")}.{meant}"
        );
    }
}
