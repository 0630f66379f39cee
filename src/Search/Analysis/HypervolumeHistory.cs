using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Analysis;

/// <summary>The hypervolume after a trial had ended.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Seconds">Device seconds spent until then.</param>
/// <param name="Volume">The hypervolume of all trials ended until then.</param>
public readonly record struct Progress(TrialNumber Trial, double Seconds, double Volume);

/// <summary>How a study's hypervolume grew.</summary>
public static class HypervolumeHistory
{
    /// <summary>One entry per completed trial, in order of number; the volume never falls.</summary>
    /// <param name="trials">The trials; those without a finite measurement add nothing, the teacher's is left out.</param>
    /// <param name="objectives">What they are judged by.</param>
    /// <param name="reference">The worst corner, as losses; see <see cref="ReferencePoint"/>.</param>
    public static ImmutableArray<Progress> Over(
        IEnumerable<Trial> trials,
        IReadOnlyList<Objective> objectives,
        double[] reference
    )
    {
        var front = new List<double[]>();
        var volume = 0.0;
        var progress = ImmutableArray.CreateBuilder<Progress>();
        var ended = trials.Where(t => t.Origin != Trial.TeacherOrigin && t.Measurement is not null);
        foreach (var trial in ended.OrderBy(t => t.Number))
        {
            var losses = trial.Measurement!.Losses(objectives);
            var gain = Hypervolume.Contribution(losses, front, reference);
            if (gain > 0)
            {
                front.RemoveAll(other => Dominance.WeaklyDominates(losses, other));
                front.Add(losses);
                volume += gain;
            }
            progress.Add(new(trial.Number, trial.EndedAfter, volume));
        }
        return progress.ToImmutable();
    }
}
