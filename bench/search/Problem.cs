using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Bench;

/// <summary>A function with a known front.</summary>
/// <param name="Name">Its name in the literature.</param>
/// <param name="Space">Where it is defined.</param>
/// <param name="Reference">The reference point of its hypervolume.</param>
/// <param name="Best">The largest hypervolume there is; NaN where nobody computed it.</param>
/// <param name="Evaluate">The losses at a point.</param>
public sealed record Problem(
    string Name,
    Space Space,
    double[] Reference,
    double Best,
    Func<Configuration, double[]> Evaluate
)
{
    /// <summary>What a trial measures beside the losses; a point is acceptable where each number is at most 0.</summary>
    public Func<Configuration, double[]> Constraints { get; init; } = _ => [];

    /// <summary>How many constraints there are.</summary>
    public int ConstraintCount { get; init; }

    /// <summary>The loss that is a share of a whole; −1 for none.</summary>
    public int Share { get; init; } = -1;

    /// <summary>The constraints as limits on the measurements g1, g2, …</summary>
    public ImmutableArray<Limit> Limits =>
        [
            .. Enumerable
                .Range(1, ConstraintCount)
                .Select(j => new Limit($"g{j}", 0) { Direction = Direction.Minimise }),
        ];

    public ImmutableArray<Objective> Objectives(int analytic) =>
        [
            .. Reference.Select(
                (_, m) =>
                    new Objective($"f{m + 1}", "", Direction.Minimise, IsAnalytic: m == analytic)
                    {
                        IsShare = m == Share,
                    }
            ),
        ];

    public static Problem Continuous(
        string name,
        int dimensions,
        double[] reference,
        double best,
        Func<double[], double[]> evaluate,
        Func<double[], double[]>? constraints = null
    )
    {
        var names = Enumerable.Range(0, dimensions).Select(i => $"x{i:00}").ToArray();
        double[] Point(Configuration c) => [.. names.Select(n => c.Real(n))];
        return new(
            name,
            new Space(names.Select(n => new Parameter.Real(n, 0, 1))),
            reference,
            best,
            c => evaluate(Point(c))
        )
        {
            Constraints = c => constraints?.Invoke(Point(c)) ?? [],
            ConstraintCount = constraints?.Invoke([.. names.Select(_ => 0.5)]).Length ?? 0,
        };
    }
}
