using System.Collections.Immutable;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Model;

/// <summary>Which objectives a flat picture of the front shows.</summary>
/// <param name="Size">Across: what is to be small.</param>
/// <param name="Quality">Upwards: what is to be good.</param>
public sealed record Axes(Objective Size, Objective Quality)
{
    /// <summary>
    /// The first objective to minimise that recipes tell (bytes, parameters, MACs), else the first with a unit (the time a model takes, the
    /// bytes of a file of it; errors have none), else the first to minimise, else the last one; against the first to maximise, else the first other one.
    /// </summary>
    public static Axes Of(ImmutableArray<Objective> objectives)
    {
        var size =
            objectives.FirstOrDefault(o => o is { Direction: Direction.Minimise, IsAnalytic: true })
            ?? objectives.FirstOrDefault(o => o is { Direction: Direction.Minimise, Unit.Length: > 0 })
            ?? objectives.FirstOrDefault(o => o.Direction == Direction.Minimise)
            ?? objectives[^1];
        var others = objectives.Where(o => o != size).ToArray();
        return new(
            size,
            others.FirstOrDefault(o => o.Direction == Direction.Maximise) ?? others.FirstOrDefault() ?? size
        );
    }

    /// <summary>Whether values of an objective span decades, so that their logarithms are what to look at.</summary>
    public static bool IsLogarithmic(Objective objective) => objective.Direction == Direction.Minimise;

    /// <summary>A point's losses with logarithms where the objective spans decades.</summary>
    /// <remarks>A size of 0 has the logarithm −∞: smaller than any other, as it should be.</remarks>
    public static double[] ScaledLosses(Measurement values, IReadOnlyList<Objective> objectives) =>
        [.. objectives.Select(o => IsLogarithmic(o) ? Math.Log10(values[o.Key]) : o.Loss(values[o.Key]))];
}
