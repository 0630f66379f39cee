using System.Collections.Immutable;
using Slimfront.Reports.Model;
using Slimfront.Search;
using Slimfront.Search.Analysis;
using Slimfront.Search.Pareto;

namespace Slimfront.Reports.Comparing;

/// <summary>Several runs, sorted into studies: runs that differ in name and seed alone are repeats of one study.</summary>
/// <remarks>
/// What a study reaches is told by its empirical attainment (<see cref="Attainment"/>) in the two objectives that pictures show:
/// the line that every run, half of the runs, or any run attains.
/// </remarks>
/// <param name="Studies">The studies, in the order of their first runs.</param>
/// <param name="Reference">Where all hypervolumes are measured from, as losses; empty where no trial counts.</param>
public sealed record RepeatedStudies(ImmutableArray<RepeatedStudy> Studies, ImmutableArray<double> Reference)
{
    /// <summary>The two objectives that pictures show.</summary>
    public Axes Axes => Studies[0].Axes;

    /// <summary>Sorts runs into studies.</summary>
    /// <exception cref="UserErrorException">They are not judged by the same objectives.</exception>
    public static RepeatedStudies Of(IReadOnlyList<ReportModel> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var odd = runs.FirstOrDefault(r => !Names(r).SequenceEqual(Names(runs[0]), StringComparer.Ordinal));
        if (odd is not null)
            throw new UserErrorException(
                $"'{runs[0].Spec.Name}' is judged by {string.Join(", ", Names(runs[0]))} and '{odd.Spec.Name}' by "
                    + $"{string.Join(", ", Names(odd))}; studies compare by the same objectives in the same order."
            );
        var groups = runs.GroupBy(Request, StringComparer.Ordinal)
            .Select(g => g.ToImmutableArray())
            .ToArray();
        var losses = runs.SelectMany(r => r.Front).Select(t => t.Values.Losses(runs[0].Spec.Objectives));
        return new(
            [.. groups.Select((g, i) => new RepeatedStudy(Name(groups, i), g))],
            [.. ReferencePoint.From(losses)]
        );
    }

    private static IEnumerable<string> Names(ReportModel run) => run.Spec.Objectives.Select(o => o.Key);

    private static string Request(ReportModel run) => StudyYaml.Of(run.Spec with { Name = "", Seed = 0 });

    private static string Name(ImmutableArray<ReportModel>[] groups, int i)
    {
        var name = groups[i][0].Spec.Name;
        return groups.Count(g => g[0].Spec.Name == name) > 1 ? $"{name} ({i + 1})" : name;
    }
}

/// <summary>One study and all its runs.</summary>
/// <param name="Name">Its first run's name, told from the other studies'.</param>
/// <param name="Runs">Its runs.</param>
public sealed record RepeatedStudy(string Name, ImmutableArray<ReportModel> Runs)
{
    /// <summary>The two objectives that pictures show.</summary>
    public Axes Axes => Runs[0].Axes;

    /// <summary>How many runs are half of them, as a median counts: ⌈n / 2⌉.</summary>
    public int Half => (Runs.Length + 1) / 2;

    /// <summary>Sizes and qualities, in rising size, that at least k runs attain.</summary>
    public ImmutableArray<(double Size, double Quality)> Surface(int k)
    {
        var (size, quality) = Axes;
        double[][][] fronts =
        [
            .. Runs.Select(r =>
                r.Front.Select(t =>
                        new[] { size.Loss(t.Values[size.Key]), quality.Loss(t.Values[quality.Key]) }
                    )
                    .ToArray()
            ),
        ];
        // A loss is a value or its negative, and so is the way back.
        return [.. Attainment.Surface(fronts, k).Select(p => (size.Loss(p[0]), quality.Loss(p[1])))];
    }

    /// <summary>The quality that at least k runs attain with models at most so large; NaN for none.</summary>
    public double Within(double size, int k) =>
        Surface(k)
            .Where(p => Axes.Size.Loss(p.Size) <= Axes.Size.Loss(size))
            .Select(p => p.Quality)
            .LastOrDefault(double.NaN);

    /// <summary>The hypervolume of each run's front, ascending.</summary>
    /// <param name="reference">As losses.</param>
    public ImmutableArray<double> Hypervolumes(ImmutableArray<double> reference) =>
        [
            .. Runs.Select(r =>
                    reference.IsEmpty
                        ? 0
                        : Hypervolume.Of(
                            r.Front.Select(t => t.Values.Losses(r.Spec.Objectives)),
                            reference.AsSpan()
                        )
                )
                .Order(),
        ];
}
