using System.Collections.Immutable;
using Slimfront.Search.Bench.Table;

namespace Slimfront.Search.Bench;

/// <summary>Zitzler, Deb and Thiele (2000) and Deb, Thiele, Laumanns and Zitzler (2002), ten-dimensional.</summary>
public static class Problems
{
    private static readonly double[] Corner = [11, 11];

    /// <summary>Every problem.</summary>
    public static ImmutableArray<Problem> All { get; } =
    [
        Problem.Continuous(
            "zdt1",
            10,
            Corner,
            120 + (2.0 / 3),
            x => Zdt(x, Linear(x), (f, g) => 1 - Math.Sqrt(f / g))
        ),
        Problem.Continuous(
            "zdt2",
            10,
            Corner,
            120 + (1.0 / 3),
            x => Zdt(x, Linear(x), (f, g) => 1 - Math.Pow(f / g, 2))
        ),
        Problem.Continuous(
            "zdt3",
            10,
            Corner,
            128.778,
            x => Zdt(x, Linear(x), (f, g) => 1 - Math.Sqrt(f / g) - (f / g * Math.Sin(10 * Math.PI * f)))
        ),
        Problem.Continuous("zdt4", 10, [11, 150], double.NaN, Zdt4),
        Problem.Continuous("zdt6", 10, Corner, double.NaN, Zdt6),
        Problem.Continuous("dtlz1", 6, [400, 400], (400.0 * 400) - 0.125, x => Dtlz.First(x, 2)),
        Problem.Continuous("dtlz2", 10, [2.5, 2.5], (2.5 * 2.5) - (Math.PI / 4), x => Dtlz.Second(x, 2)),
        Problem.Continuous("dtlz7", 10, [15, 15], double.NaN, x => Dtlz.Seventh(x, 2)),
        Problem.Continuous("dtlz1-3", 7, [400, 400, 400], 6.4e7 - (1.0 / 48), x => Dtlz.First(x, 3)),
        Problem.Continuous("dtlz2-3", 10, [2.5, 2.5, 2.5], 15.625 - (Math.PI / 6), x => Dtlz.Second(x, 3)),
        Problem.Continuous("dtlz7-3", 10, [15, 15, 15], double.NaN, x => Dtlz.Seventh(x, 3)),
        .. Enumerable.Range(1, 9).Select(Wfg),
        .. ConstrainedProblems.All,
        PipelineProblem.Instance,
        TableProblem.Instance,
    ];

    // Two position and eight distance parameters; the fronts of 4 to 9 are a quarter of an ellipse, that of 3 is a line.
    private static Problem Wfg(int number)
    {
        var problem = new Wfg(number, Objectives: 2, Position: 2);
        var best = number switch
        {
            3 => 11,
            > 3 => 15 - (2 * Math.PI),
            _ => double.NaN,
        };
        return Problem.Continuous($"wfg{number}", 10, [3, 5], best, problem.Evaluate);
    }

    private static double[] Zdt(double[] x, double g, Func<double, double, double> h) =>
        [x[0], g * h(x[0], g)];

    private static double Linear(double[] x) => 1 + (9 * x.Skip(1).Average());

    private static double[] Zdt4(double[] x)
    {
        var rest = x.Skip(1).Select(u => (10 * u) - 5).ToArray();
        var g = 1 + (10 * rest.Length) + rest.Sum(z => (z * z) - (10 * Math.Cos(4 * Math.PI * z)));
        return [x[0], g * (1 - Math.Sqrt(x[0] / g))];
    }

    private static double[] Zdt6(double[] x)
    {
        var f = 1 - (Math.Exp(-4 * x[0]) * Math.Pow(Math.Sin(6 * Math.PI * x[0]), 6));
        var g = 1 + (9 * Math.Pow(x.Skip(1).Average(), 0.25));
        return [f, g * (1 - Math.Pow(f / g, 2))];
    }
}
