using System.Collections.Immutable;
using Slimfront.Reports.Model;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Comparing;

/// <summary>Two studies beside each other. A pure function of both.</summary>
/// <remarks>
/// Hypervolumes are measured from one reference point, the worst value of each objective over the trials of both that count,
/// moved outwards by a tenth, so they can be compared; they differ from those in the studies' own reports.
/// </remarks>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
/// <param name="Reference">The common reference point as objective values; empty where no trial counts.</param>
public sealed record StudyComparison(Contender Left, Contender Right, ImmutableArray<double> Reference)
{
    /// <summary>The two objectives that pictures show.</summary>
    public Axes Axes => Left.Model.Axes;

    /// <summary>The objectives of both.</summary>
    public ImmutableArray<Objective> Objectives => Left.Model.Spec.Objectives;

    /// <summary>Both.</summary>
    public IEnumerable<Contender> Both => [Left, Right];

    /// <summary>
    /// What each has at every size at which either front has a model: the best value of the other axis among models at
    /// most that large; NaN where there is none. Limited to the two objectives that pictures show.
    /// </summary>
    public ImmutableArray<Attained> Attainment =>
        [
            .. Both.SelectMany(c => c.Model.Front)
                .Select(t => t.Values[Axes.Size.Key])
                .Distinct()
                .OrderBy(Axes.Size.Loss)
                .Select(size => new Attained(size, Left.BestWithin(size), Right.BestWithin(size))),
        ];

    /// <summary>Compares two studies.</summary>
    /// <exception cref="UserErrorException">They are not judged by the same objectives.</exception>
    public static StudyComparison Of(ReportModel left, ReportModel right)
    {
        var (here, there) = (Names(left), Names(right));
        if (!here.SequenceEqual(there, StringComparer.Ordinal))
            throw new UserErrorException(
                $"'{left.Spec.Name}' is judged by {string.Join(", ", here)} and '{right.Spec.Name}' by "
                    + $"{string.Join(", ", there)}; studies compare by the same objectives in the same order."
            );
        var objectives = left.Spec.Objectives;
        var reference = ReferencePoint.From(
            Counted(left).Concat(Counted(right)).Select(t => t.Values.Losses(objectives))
        );
        return new(
            Contender.Of(left, Name(left, right, "first"), Counted(left), reference),
            Contender.Of(right, Name(right, left, "second"), Counted(right), reference),
            [.. reference.Select((loss, m) => objectives[m].Loss(loss))]
        );
    }

    private static string[] Names(ReportModel model) => [.. model.Spec.Objectives.Select(o => o.Key)];

    // Two runs of one study file have one name.
    private static string Name(ReportModel model, ReportModel other, string place) =>
        model.Spec.Name == other.Spec.Name ? $"{model.Spec.Name} ({place})" : model.Spec.Name;

    private static TrialRow[] Counted(ReportModel model) =>
        [
            .. model.Trials.Where(t =>
                t.Outcome is Outcome.Completed
                && model.Spec.Limits.All(l => l.Violation(t.Values[l.Objective]) == 0)
                && t.Values.Losses(model.Spec.Objectives).All(double.IsFinite)
            ),
        ];
}

/// <summary>One of two studies that are compared.</summary>
/// <param name="Name">Its name, told from the other's.</param>
/// <param name="Model">All about it.</param>
/// <param name="OverTrials">Its hypervolume after each trial, from the common reference point.</param>
/// <param name="OverSeconds">The same over device seconds.</param>
public sealed record Contender(
    string Name,
    ReportModel Model,
    ImmutableArray<ConvergencePoint> OverTrials,
    ImmutableArray<ConvergencePoint> OverSeconds
)
{
    /// <summary>The hypervolume reached.</summary>
    public double Final => OverTrials.IsEmpty ? 0 : OverTrials[^1].Hypervolume;

    /// <summary>Reads one.</summary>
    internal static Contender Of(ReportModel model, string name, TrialRow[] counted, double[] reference)
    {
        double[] Losses(TrialRow t) => t.Values.Losses(model.Spec.Objectives);
        return new(
            name,
            model,
            Convergence.Grow(counted.Select(t => (t.Number.Value + 1.0, Losses(t))), reference),
            Convergence.Grow(
                counted
                    .OrderBy(t => t.EndedAfter)
                    .ThenBy(t => t.Number)
                    .Select(t => (t.EndedAfter, Losses(t))),
                reference
            )
        );
    }

    /// <summary>The hypervolume after so many trials or seconds.</summary>
    public static double At(ImmutableArray<ConvergencePoint> curve, double at) =>
        curve.LastOrDefault(p => p.At <= at).Hypervolume;

    /// <summary>When a hypervolume was reached first; NaN where it never was.</summary>
    public static double When(ImmutableArray<ConvergencePoint> curve, double volume) =>
        curve.Where(p => p.Hypervolume >= volume).Select(p => p.At).FirstOrDefault(double.NaN);

    /// <summary>The share of this front's models that a model of the other front equals or beats in every objective.</summary>
    public double CoveredBy(Contender other)
    {
        var objectives = Model.Spec.Objectives;
        var theirs = other.Model.Front.Select(t => t.Values.Losses(objectives)).ToArray();
        return Model.Front.IsEmpty
            ? double.NaN
            : Model.Front.Average(t =>
                theirs.Any(o => Dominance.WeaklyDominates(o, t.Values.Losses(objectives))) ? 1.0 : 0
            );
    }

    /// <summary>The best quality among models of the front that are at most so large.</summary>
    internal double BestWithin(double size)
    {
        var (across, up) = (Model.Axes.Size, Model.Axes.Quality);
        return Model
            .Front.Where(t => across.Loss(t.Values[across.Key]) <= across.Loss(size))
            .Select(t => t.Values[up.Key])
            .OrderBy(up.Loss)
            .FirstOrDefault(double.NaN);
    }
}

/// <summary>What two fronts have at a size.</summary>
/// <param name="Size">The size.</param>
/// <param name="Left">The first one's best quality up to it.</param>
/// <param name="Right">The second one's.</param>
public readonly record struct Attained(double Size, double Left, double Right);
