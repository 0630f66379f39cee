using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads the part of a study file that says when the study ends.</summary>
internal static class BudgetFile
{
    private static readonly string[] Keys =
    [
        "trials",
        "finished",
        "time",
        "device-time",
        "hypervolume",
        "reference",
        "patience",
        "failure-rate",
        "failure-minimum",
    ];

    /// <summary>Reads it.</summary>
    public static Budget Read(YamlPlace place, ObjectiveFile objectives)
    {
        var budget = new Budget();
        foreach (var (key, child) in place.Children())
            budget = key switch
            {
                "trials" => budget with { Trials = Count(child) },
                "finished" => budget with { Finished = Count(child) },
                "time" => budget with { Time = Duration(child) },
                "device-time" => budget with { DeviceTime = Duration(child) },
                "hypervolume" => budget with { Hypervolume = Share(child) },
                "reference" => budget with { Reference = [.. objectives.Limits(child)] },
                "patience" => budget with { Patience = Count(child) },
                "failure-rate" => budget with { FailureRate = Share(child) },
                "failure-minimum" => budget with { FailureMinimum = Count(child) },
                _ => throw child.Unknown([.. Keys.Select(k => $"budget.{k}")]),
            };
        return budget;
    }

    /// <summary>Refuses a target without a corner to measure from, and a corner that is none.</summary>
    public static void Check(StudySpec spec, YamlPlace root)
    {
        var (target, corner) = (spec.Budget.Hypervolume, spec.Budget.Reference);
        if (target is null && corner.IsEmpty)
            return;
        var place = root.Find("budget.reference") ?? root.Find("budget")!;
        if (corner.IsEmpty)
            throw place.Error(
                "'budget.hypervolume' needs 'budget.reference', a worst value of every objective."
            );
        var names = spec.Objectives.Select(o => o.Key).ToArray();
        if (
            corner.Length != names.Length
            || !corner.Select(c => c.Objective).ToHashSet(StringComparer.Ordinal).SetEquals(names)
        )
            throw place.Error(
                $"'budget.reference' must give one value for each of {string.Join(", ", names)}."
            );
        foreach (var (name, bound) in corner)
            if (spec.Measured(name).Direction == Direction.Maximise && bound >= 1)
                throw place.Error(
                    $"'budget.reference.{name}' is {bound}; it must be worse than the ideal, which is 1."
                );
    }

    private static int Count(YamlPlace place) => place.Read("a whole number above 0", StudyFile.Positive);

    /// <summary>Reads a duration above 0.</summary>
    public static TimeSpan Duration(YamlPlace place) =>
        place.Read<TimeSpan>(
            "a duration above 0 (90s, 5m, 1.5h)",
            text => Text.Time(text) is { } time && time > TimeSpan.Zero ? time : null
        );

    private static double Share(YamlPlace place) =>
        place.Read<double>("a share above 0 and up to 1 (0.9, 90%)", Share);

    private static double? Share(string text) => Text.Size(text) is > 0 and <= 1 and var share ? share : null;
}
