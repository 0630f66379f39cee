using Slimfront.Search.Fields;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>The corner from which hypervolume is measured must fit what is asked of it.</summary>
internal static class BudgetCorner
{
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
}
