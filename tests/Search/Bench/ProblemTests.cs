using Slimfront.Search.Bench;
using Slimfront.Search.Pareto;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Wfg = Slimfront.Search.Bench.Wfg;

namespace Slimfront.Search.Tests.Bench;

public sealed class ProblemTests
{
    private static IEnumerable<string> Names => Problems.All.Select(p => p.Name);

    private static readonly double[] Positions = [0, 0.13, 0.5, 0.77, 1];

    [TestCaseSource(nameof(Names))]
    public void Losses_are_finite_everywhere_and_no_point_beats_the_best_hypervolume(string name)
    {
        var problem = Named(name);
        var random = new Pcg(1);
        var points = Enumerable.Range(0, 500).Select(_ => problem.Space.Draw(random)).ToArray();
        Assert.That(points.SelectMany(problem.Evaluate), Is.All.Matches<double>(double.IsFinite));
        Assert.That(points.Select(problem.Constraints), Is.All.Length.EqualTo(problem.ConstraintCount));
        if (!double.IsNaN(problem.Best))
            Assert.That(
                Hypervolume.Of(points.Select(problem.Evaluate), problem.Reference),
                Is.LessThan(problem.Best)
            );
    }

    [TestCase("zdt1", 120.66667)]
    [TestCase("zdt2", 120.33333)]
    [TestCase("zdt3", 128.778)]
    [TestCase("dtlz2", 5.4646)]
    [TestCase("wfg3", 11.0)]
    [TestCase("wfg4", 8.716815)]
    [TestCase("wfg7", 8.716815)]
    public void The_front_has_the_hypervolume_of_the_literature(string name, double expected)
    {
        var problem = Named(name);
        var front = Enumerable
            .Range(0, 4001)
            .Select(i => Optimal(name, i / 4000.0))
            .Select(x => At(problem, x));
        var volume = Hypervolume.Of(front, problem.Reference);
        Assert.That(volume, Is.EqualTo(expected).Within(5e-3));
        Assert.That(problem.Best, Is.EqualTo(expected).Within(1e-3));
    }

    [Test]
    public void Zdt4_and_zdt6_have_their_fronts_where_the_paper_puts_them()
    {
        double[] half = [0.25, .. Enumerable.Repeat(0.5, 9)];
        Assert.That(At(Named("zdt4"), half), Is.EqualTo(new[] { 0.25, 0.5 }).Within(1e-9));
        // A local front: g = 1.25 where one z is 0.5.
        half[1] = 0.55;
        Assert.That(At(Named("zdt4"), half)[1], Is.EqualTo(1.25 * (1 - Math.Sqrt(0.25 / 1.25))).Within(1e-9));
        var zdt6 = Enumerable
            .Range(0, 10_001)
            .Select(i => At(Named("zdt6"), Padded(i / 10_000.0, 10)))
            .ToArray();
        Assert.That(zdt6.Min(f => f[0]), Is.EqualTo(0.2807753191).Within(1e-5));
        Assert.That(zdt6.Select(f => f[1] + (f[0] * f[0])), Is.All.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void Dtlz_fronts_of_three_losses_are_a_plane_a_sphere_and_four_pieces()
    {
        foreach (var a in Positions)
        foreach (var b in Positions)
        {
            var first = Dtlz.First([a, b, .. Enumerable.Repeat(0.5, 5)], 3);
            var second = Dtlz.Second([a, b, .. Enumerable.Repeat(0.5, 8)], 3);
            Assert.That(first.Sum(), Is.EqualTo(0.5).Within(1e-12));
            Assert.That(second.Sum(f => f * f), Is.EqualTo(1).Within(1e-12));
        }

        // x = 0 everywhere gives the worst f3, 2·3; both f at 0.8594008566 give the best, 2.614008.
        Assert.That(Dtlz.Seventh(new double[10], 3), Is.EqualTo(new[] { 0.0, 0, 6 }).Within(1e-12));
        const double edge = 0.8594008566;
        var best = Dtlz.Seventh([edge, edge, .. new double[8]], 3);
        Assert.That(best[2], Is.EqualTo(2.614008).Within(1e-5));
        foreach (var other in (double[])[0.8593, 0.8595])
            Assert.That(Dtlz.Seventh([other, edge, .. new double[8]], 3)[2], Is.GreaterThan(best[2]));
    }

    [Test]
    public void Wfg_fronts_have_the_shapes_of_the_paper(
        [Range(1, 9)] int number,
        [ValueSource(nameof(Positions))] double a,
        [ValueSource(nameof(Positions))] double b
    )
    {
        var two = new Wfg(number, 2, 2).Evaluate(OptimalWfg(number, [a, b], 8));
        var three = new Wfg(number, 3, 4).Evaluate(OptimalWfg(number, [a, b, b, a], 6));
        if (number > 3)
        {
            Assert.That(
                two.Select((f, m) => Math.Pow(f / (2 * (m + 1)), 2)).Sum(),
                Is.EqualTo(1).Within(1e-6)
            );
            Assert.That(
                three.Select((f, m) => Math.Pow(f / (2 * (m + 1)), 2)).Sum(),
                Is.EqualTo(1).Within(1e-6)
            );
        }

        if (number == 3)
        {
            Assert.That((two[0] / 2) + (two[1] / 4), Is.EqualTo(1).Within(1e-6));
            Assert.That(three[0] / 2, Is.EqualTo(three[1] / 4).Within(1e-6), "degenerate");
            Assert.That((three[0] / 2) + (three[1] / 4) + (three[2] / 6), Is.EqualTo(1).Within(1e-6));
        }

        if (number > 2)
            return;
        var x = 2 / Math.PI * Math.Acos(1 - (two[0] / 2));
        var mixed = 1 - x - (Math.Cos((10 * Math.PI * x) + (Math.PI / 2)) / (10 * Math.PI));
        var torn = 1 - (x * Math.Pow(Math.Cos(5 * x * Math.PI), 2));
        Assert.That(two[1] / 4, Is.EqualTo(number == 1 ? mixed : torn).Within(1e-6));
    }

    [Test]
    public void Away_from_its_optimal_distances_no_wfg_point_dominates_the_front([Range(4, 9)] int number)
    {
        var random = new Pcg((ulong)number);
        for (var i = 0; i < 300; i++)
        {
            var f = new Wfg(number, 2, 2).Evaluate([
                .. Enumerable.Range(0, 10).Select(_ => random.NextDouble()),
            ]);
            Assert.That(Math.Pow(f[0] / 2, 2) + Math.Pow(f[1] / 4, 2), Is.GreaterThanOrEqualTo(1 - 1e-9));
        }
    }

    [Test]
    public void Constrained_problems_have_the_known_points_of_their_fronts()
    {
        Assert.Multiple(() =>
        {
            AssertOnFront("bnh", [0, 0], [0, 50], touches: 0);
            AssertOnFront("bnh", [1, 1], [136, 4]);
            AssertOnFront("srn", [17.5 / 40, 22.5 / 40], [24.5, -24.75], touches: 1, within: 1e-9);
            AssertOnFront("osy", [0.5, 0.1, 1, 0, 1, 0], [-274, 76], touches: 1);
            AssertOnFront("osy", [0.1, 0.1, 0, 0, 0, 0], [-42, 4], touches: 0);
            AssertOnFront("osy", [0, 0.2, 0, 0, 0, 0], [-116, 6], touches: 0);
        });
    }

    [Test]
    public void C2_dtlz2_has_the_hypervolume_that_botorch_gives()
    {
        var problem = Named("c2-dtlz2");
        var arc = Enumerable
            .Range(0, 20_001)
            .Select(i => Point(problem, [i / 20_000.0, .. Enumerable.Repeat(0.5, 9)]))
            .Where(c => problem.Constraints(c)[0] <= 0)
            .ToArray();
        Assert.That(arc.Length, Is.InRange(4000, 16_000), "three pieces of the circle");
        var volume = Hypervolume.Of(arc.Select(problem.Evaluate), problem.Reference);
        Assert.That(volume, Is.EqualTo(0.3996406).Within(1e-3));
    }

    private static void AssertOnFront(
        string name,
        double[] unit,
        double[] losses,
        int? touches = null,
        double within = 1e-9
    )
    {
        var problem = Named(name);
        var point = Point(problem, unit);
        Assert.That(problem.Evaluate(point), Is.EqualTo(losses).Within(within));
        Assert.That(problem.Constraints(point).Max(), Is.LessThanOrEqualTo(1e-9), "acceptable");
        if (touches is { } j && name != "bnh")
            Assert.That(
                problem.Constraints(point).Max(),
                Is.EqualTo(0).Within(1e-9),
                $"{name} on its bound {j}"
            );
    }

    private static double[] Optimal(string name, double u) =>
        name switch
        {
            "dtlz2" => [u, .. Enumerable.Repeat(0.5, 9)],
            "wfg3" or "wfg4" or "wfg7" => OptimalWfg(name[^1] - '0', [u, u], 8),
            _ => Padded(u, 10),
        };

    private static double[] Padded(double u, int length) => [u, .. new double[length - 1]];

    private static double[] OptimalWfg(int number, double[] position, int distances)
    {
        double[] y = [.. position, .. Enumerable.Repeat(0.35, distances)];
        if (number == 8)
            for (var i = position.Length; i < y.Length; i++)
                y[i] = Math.Pow(0.35, 1 / Exponent(y[..i].Average()));
        if (number == 9)
            for (var i = y.Length - 2; i >= position.Length; i--)
                y[i] = Math.Pow(0.35, 1 / Exponent(y[(i + 1)..].Average()));
        return y;
    }

    private static double Exponent(double u) =>
        0.02 + (49.98 * ((0.98 / 49.98) - ((1 - (2 * u)) * Math.Abs(Math.Floor(0.5 - u) + (0.98 / 49.98)))));

    private static Problem Named(string name) => Problems.All.Single(p => p.Name == name);

    private static Configuration Point(Problem problem, double[] unit) =>
        Configuration.From(problem.Space.Nodes.Zip(unit, (n, u) => KeyValuePair.Create(n.Path, Value.Of(u))));

    private static double[] At(Problem problem, double[] unit) => problem.Evaluate(Point(problem, unit));
}
