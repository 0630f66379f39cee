using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;
using Slimfront.Search.Objectives;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads what a study file says about objectives: which, and what values of them are acceptable.</summary>
/// <param name="measures">Of the study's task; the first one is what models are judged by.</param>
internal sealed class ObjectiveFile(ImmutableArray<Objective> measures)
{
    // What any network is measured by, whatever its task: sizes and time.
    private static readonly ImmutableArray<Objective> Sizes = [.. Objective.All.Except([Objective.Accuracy])];

    private readonly ImmutableArray<Objective> _all = [.. measures, .. Sizes];

    /// <summary>The objectives where a file names none.</summary>
    public ImmutableArray<Objective> Usual => [measures[0], Objective.Bytes];

    /// <summary>Reads a value for each of some objectives.</summary>
    public IEnumerable<Limit> Limits(YamlPlace place) => place.Children().Select(c => Limit(c.Key, c.Place));

    /// <summary>Reads the list of objectives.</summary>
    public ImmutableArray<Objective> Read(YamlPlace place)
    {
        var objectives = place.Items().Select(ReadObjective).ToImmutableArray();
        return objectives.Length >= 2 && objectives.Distinct().Count() == objectives.Length
            ? objectives
            : throw place.Error("'objectives' needs two or more different ones.");
    }

    private Objective ReadObjective(YamlPlace place) => Named(place, place.Scalar());

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
            objective == Objective.Latency
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
