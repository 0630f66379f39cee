using CsCheck;
using Slimfront.Search.Analysis;
using Slimfront.Search.Pareto;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Tests.Pareto;
using Slimfront.Search.Tests.Samplers;

namespace Slimfront.Search.Tests.Analysis;

public sealed class ProgressTests
{
    [Test]
    public void The_volume_is_that_of_all_trials_so_far() =>
        Points
            .Sets(2, most: 25)
            .Sample(points =>
            {
                var trials = points.Select(
                    (p, i) => FakeStudy.Trial(i, Configuration.Empty, FakeStudy.Completed(-p[0], p[1]))
                );
                var progress = HypervolumeHistory.Over(trials.Reverse(), FakeStudy.Objectives, [5, 5]);
                return progress.Length == points.Length
                    && progress
                        .Select(
                            (p, i) => Math.Abs(p.Volume - Hypervolume.Of(points.Take(i + 1), [5, 5])) < 1e-9
                        )
                        .All(same => same);
            });

    [Test]
    public void The_teacher_and_trials_without_a_measurement_do_not_count()
    {
        Trial[] trials =
        [
            FakeStudy.Trial(-1, Configuration.Empty, FakeStudy.Completed(1, 0), Trial.TeacherOrigin),
            FakeStudy.Trial(0, Configuration.Empty, new Outcome.Failed("broke")),
            FakeStudy.Trial(1, Configuration.Empty, null),
            FakeStudy.Trial(2, Configuration.Empty, FakeStudy.Completed(double.NaN, 1)) with
            {
                EndedAfter = 7,
            },
        ];
        var progress = HypervolumeHistory.Over(trials, FakeStudy.Objectives, [0, 10]);
        Assert.That(progress, Is.EqualTo(new[] { new Progress(new(2), 7, 0) }));
    }

    [Test]
    public void A_point_is_attained_by_k_studies_exactly_where_k_fronts_dominate_it() =>
        Gen.Select(Points.Sets(2, most: 6).Array[1, 5], Points.Coarse(2))
            .Sample(
                (fronts, point) =>
                {
                    var attaining = fronts.Count(f => f.Any(p => Dominance.WeaklyDominates(p, point)));
                    return Enumerable
                        .Range(1, fronts.Length)
                        .All(k =>
                            Attainment.Surface(fronts, k).Any(p => Dominance.WeaklyDominates(p, point))
                            == attaining >= k
                        );
                }
            );

    [Test]
    public void A_surface_is_a_front() =>
        Points
            .Sets(2, most: 6)
            .Array[1, 5]
            .Sample(fronts =>
            {
                var surface = Attainment.Surface(fronts, 1);
                return ParetoFront.Front(surface).Length == surface.Length;
            });
}
