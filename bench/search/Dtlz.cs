namespace Slimfront.Search.Bench;

/// <summary>Deb, Thiele, Laumanns and Zitzler (2002), "Scalable Multi-Objective Optimization Test Problems", CEC.</summary>
public static class Dtlz
{
    /// <summary>DTLZ1: many local fronts; the front is the plane Σf = 1/2.</summary>
    public static double[] First(double[] x, int objectives)
    {
        var rest = x[(objectives - 1)..];
        var g =
            100 * (rest.Length + rest.Sum(z => Math.Pow(z - 0.5, 2) - Math.Cos(20 * Math.PI * (z - 0.5))));
        return Shape(x, objectives, 0.5 * (1 + g), u => u, u => 1 - u);
    }

    /// <summary>DTLZ2: the front is the unit sphere.</summary>
    public static double[] Second(double[] x, int objectives)
    {
        var g = x[(objectives - 1)..].Sum(z => Math.Pow(z - 0.5, 2));
        return Shape(x, objectives, 1 + g, u => Math.Cos(u * Math.PI / 2), u => Math.Sin(u * Math.PI / 2));
    }

    /// <summary>DTLZ7: a front of 2^(objectives − 1) pieces.</summary>
    public static double[] Seventh(double[] x, int objectives)
    {
        var g = 1 + (9 * x[(objectives - 1)..].Average());
        var first = x[..(objectives - 1)];
        var h = objectives - first.Sum(f => f / (1 + g) * (1 + Math.Sin(3 * Math.PI * f)));
        return [.. first, (1 + g) * h];
    }

    private static double[] Shape(
        double[] x,
        int objectives,
        double scale,
        Func<double, double> rising,
        Func<double, double> falling
    ) =>
        [
            .. Enumerable
                .Range(1, objectives)
                .Select(m =>
                    x[..(objectives - m)].Aggregate(scale, (p, u) => p * rising(u))
                    * (m == 1 ? 1 : falling(x[objectives - m]))
                ),
        ];
}
