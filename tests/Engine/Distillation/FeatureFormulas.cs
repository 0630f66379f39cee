namespace Slimfront.Engine.Tests.Distillation;

/// <summary>The formulas of feature losses, in double precision and without tensors.</summary>
internal static class FeatureFormulas
{
    public static double[][] Gram(double[][] rows, int p) =>
        [
            .. rows.Select(a => rows.Select(b => Dot(a, b)).ToArray())
                .Select(g => (g, Norm: p == 1 ? g.Sum(Math.Abs) : Math.Sqrt(Dot(g, g))))
                .Select(x => x.g.Select(v => v / x.Norm).ToArray()),
        ];

    public static double[][] Distances(double[][] rows)
    {
        var all = rows.Select(a => rows.Select(b => Math.Sqrt(Dot(Minus(a, b), Minus(a, b)))).ToArray())
            .ToArray();
        var mean = all.Sum(r => r.Sum()) / (rows.Length * (rows.Length - 1));
        return [.. all.Select(r => r.Select(v => v / mean).ToArray())];
    }

    public static double Cosine(double[][] rows, int i, int j, int k)
    {
        var (a, b) = (Minus(rows[j], rows[i]), Minus(rows[k], rows[i]));
        var lengths = Math.Sqrt(Dot(a, a) * Dot(b, b));
        return lengths == 0 ? 0 : Dot(a, b) / lengths;
    }

    public static double[] Attention(double[] row, int channels)
    {
        var positions = row.Length / channels;
        double[] energy =
        [
            .. Enumerable
                .Range(0, positions)
                .Select(p => Enumerable.Range(0, channels).Sum(c => Math.Pow(row[(c * positions) + p], 2))),
        ];
        return [.. energy.Select(e => e / Math.Sqrt(Dot(energy, energy)))];
    }

    public static double Mean(double[][] a, double[][] b, Func<double, double, double> compare) =>
        a.Zip(b, (x, y) => x.Zip(y, compare).Sum()).Sum() / (a.Length * a.Length);

    public static double SmoothL1(double x) => Math.Abs(x) < 1 ? 0.5 * x * x : Math.Abs(x) - 0.5;

    public static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
