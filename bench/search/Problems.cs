using System.Collections.Immutable;

namespace Slimfront.Search.Bench;

/// <summary>Zitzler, Deb and Thiele (2000) and Deb, Thiele, Laumanns and Zitzler (2002), ten-dimensional.</summary>
public static class Problems
{
    private static readonly double[] Corner = [11, 11];

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
        Problem.Continuous("dtlz1", 6, [400, 400], double.NaN, x => Dtlz1(x)),
        Problem.Continuous("dtlz2", 10, [2.5, 2.5], (2.5 * 2.5) - (Math.PI / 4), Dtlz2),
        Problem.Continuous("dtlz7", 10, [15, 15], double.NaN, Dtlz7),
        PipelineProblem.Instance,
    ];

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

    private static double[] Dtlz1(double[] x)
    {
        var rest = x.Skip(1).ToArray();
        var g =
            100 * (rest.Length + rest.Sum(z => Math.Pow(z - 0.5, 2) - Math.Cos(20 * Math.PI * (z - 0.5))));
        return [0.5 * x[0] * (1 + g), 0.5 * (1 - x[0]) * (1 + g)];
    }

    private static double[] Dtlz2(double[] x)
    {
        var g = x.Skip(1).Sum(z => Math.Pow(z - 0.5, 2));
        return [(1 + g) * Math.Cos(x[0] * Math.PI / 2), (1 + g) * Math.Sin(x[0] * Math.PI / 2)];
    }

    private static double[] Dtlz7(double[] x)
    {
        var g = 1 + (9 * x.Skip(1).Average());
        return [x[0], (1 + g) * (2 - (x[0] / (1 + g) * (1 + Math.Sin(3 * Math.PI * x[0]))))];
    }
}
