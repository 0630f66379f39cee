using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Model;

/// <summary>How the hypervolume of the front grew.</summary>
/// <remarks>
/// Losses as they are (no logarithms), trials that keep every limit only. The reference point is the worst value of each
/// objective over all such trials, moved outwards by a tenth; see <see cref="ReferencePoint"/>. Figures of two studies
/// compare only where their reference points are equal.
/// </remarks>
/// <param name="Reference">The reference point as objective values, in the order of the study's objectives; empty
/// where no trial counts.</param>
/// <param name="OverTrials">After each trial in order of number: the same whatever ran in parallel.</param>
/// <param name="OverSeconds">After each trial in order of its end.</param>
public sealed record Convergence(
    ImmutableArray<double> Reference,
    ImmutableArray<ConvergencePoint> OverTrials,
    ImmutableArray<ConvergencePoint> OverSeconds
)
{
    /// <summary>The hypervolume reached; 0 before the first trial that counts.</summary>
    public double Final => OverTrials.IsEmpty ? 0 : OverTrials[^1].Hypervolume;

    /// <summary>The history of a study.</summary>
    public static Convergence Of(Study study)
    {
        var objectives = study.Spec.Objectives;
        var counted = study
            .Trials.Where(t =>
                t.Measurement is { } m && study.Spec.Limits.All(l => l.Violation(m[l.Objective]) == 0)
            )
            .Select(t => (Trial: t, Losses: t.Measurement!.Losses(objectives)))
            .Where(p => p.Losses.All(double.IsFinite))
            .ToArray();
        var reference = ReferencePoint.From(counted.Select(p => p.Losses));
        return new(
            [.. reference.Select((loss, i) => objectives[i].Loss(loss))],
            Grow(counted.Select(p => (p.Trial.Number.Value + 1.0, p.Losses)), reference),
            Grow(
                counted
                    .OrderBy(p => p.Trial.EndedAfter)
                    .ThenBy(p => p.Trial.Number)
                    .Select(p => (p.Trial.EndedAfter, p.Losses)),
                reference
            )
        );
    }

    internal static ImmutableArray<ConvergencePoint> Grow(
        IEnumerable<(double At, double[] Losses)> points,
        double[] reference
    )
    {
        var curve = ImmutableArray.CreateBuilder<ConvergencePoint>();
        var front = new List<double[]>();
        var volume = 0.0;
        foreach (var (at, losses) in points)
        {
            // Only a point that nothing dominates changes the volume, and only the front decides it.
            if (!front.Exists(f => Dominance.WeaklyDominates(f, losses)))
            {
                front.RemoveAll(f => Dominance.Dominates(losses, f));
                front.Add(losses);
                volume = Math.Max(volume, Hypervolume.Of(front, reference));
            }

            curve.Add(new(at, volume));
        }

        return curve.ToImmutable();
    }
}

/// <summary>One point of the history.</summary>
/// <param name="At">Trials begun so far, or device seconds spent so far.</param>
/// <param name="Hypervolume">The hypervolume then.</param>
public readonly record struct ConvergencePoint(double At, double Hypervolume);
