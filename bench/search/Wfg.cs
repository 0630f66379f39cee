namespace Slimfront.Search.Bench;

/// <summary>The WFG toolkit: Huband, Hingston, Barone and While (2006), "A Review of Multiobjective Test Problems and a
/// Scalable Test Problem Toolkit", IEEE TEC 10(5), tables IX to XIV.</summary>
/// <remarks>
/// Coordinates are z_i / (2i), so all lie in [0, 1]. k position parameters come first, then l distance parameters. Loss m
/// is x_M + 2m·h_m(x); the front has x_M = 0.
/// </remarks>
/// <param name="Number">1 to 9.</param>
/// <param name="Objectives">M.</param>
/// <param name="Position">k, a multiple of M − 1.</param>
public sealed record Wfg(int Number, int Objectives, int Position)
{
    private const double Best = 0.35;
    private const double Bias = 0.98 / 49.98;

    /// <summary>The losses at a point; the number of distance parameters is even for WFG2 and WFG3.</summary>
    public double[] Evaluate(double[] y)
    {
        var t = Reduce(Transform(y));
        var x = new double[Objectives];
        x[^1] = t[^1];
        for (var i = 0; i < Objectives - 1; i++)
            x[i] = (Math.Max(t[^1], Number == 3 && i > 0 ? 0 : 1) * (t[i] - 0.5)) + 0.5;
        return [.. Enumerable.Range(1, Objectives).Select(m => x[^1] + (2 * m * Shape(m, x)))];
    }

    private double[] Transform(double[] y) =>
        Number switch
        {
            1 => [.. From(y, Position, u => Flat(Linear(u))).Select(u => Math.Pow(u, 0.02))],
            2 or 3 => Pairs(From(y, Position, Linear)),
            4 => [.. y.Select(u => Multi(u, 30, 10))],
            5 => [.. y.Select(Deceive)],
            6 => From(y, Position, Linear),
            7 => From(
                [.. y.Select((u, i) => i < Position ? Bend(u, y[(i + 1)..].Average()) : u)],
                Position,
                Linear
            ),
            8 => From(
                [.. y.Select((u, i) => i < Position ? u : Bend(u, y[..i].Average()))],
                Position,
                Linear
            ),
            _ => Ninth([.. y.Select((u, i) => i < y.Length - 1 ? Bend(u, y[(i + 1)..].Average()) : u)]),
        };

    private double[] Ninth(double[] y) =>
        [.. y.Select((u, i) => i < Position ? Deceive(u) : Multi(u, 30, 95))];

    // Distance parameters two by two.
    private double[] Pairs(double[] y) =>
        [.. y[..Position], .. y[Position..].Chunk(2).Select(pair => Nonseparable(pair, 2))];

    // One number per objective.
    private double[] Reduce(double[] y)
    {
        var size = Position / (Objectives - 1);
        var groups = Enumerable.Range(0, Objectives - 1).Select(g => (From: g * size, To: (g + 1) * size));
        return
        [
            .. groups.Append((From: Position, To: y.Length)).Select(g => Reduce(y[g.From..g.To], g.From)),
        ];
    }

    private double Reduce(double[] group, int first)
    {
        if (Number is 6 or 9)
            return Nonseparable(group, group.Length);
        if (Number != 1)
            return group.Average();
        var weights = group.Select((_, i) => 2.0 * (first + i + 1)).ToArray();
        return group.Zip(weights, (u, w) => u * w).Sum() / weights.Sum();
    }

    private double Shape(int m, double[] x)
    {
        if (m == Objectives && Number == 1)
            return 1 - x[0] - (Math.Cos((10 * Math.PI * x[0]) + (Math.PI / 2)) / (10 * Math.PI));
        if (m == Objectives && Number == 2)
            return 1 - (x[0] * Math.Pow(Math.Cos(5 * x[0] * Math.PI), 2));
        var product = x[..(Objectives - m)].Aggregate(1.0, (p, u) => p * Rising(u));
        return m == 1 ? product : product * Falling(x[Objectives - m]);
    }

    private double Rising(double u) =>
        Number switch
        {
            1 or 2 => 1 - Math.Cos(u * Math.PI / 2),
            3 => u,
            _ => Math.Sin(u * Math.PI / 2),
        };

    private double Falling(double u) =>
        Number switch
        {
            1 or 2 => 1 - Math.Sin(u * Math.PI / 2),
            3 => 1 - u,
            _ => Math.Cos(u * Math.PI / 2),
        };

    private static double[] From(double[] y, int first, Func<double, double> change) =>
        [.. y.Select((u, i) => i < first ? u : change(u))];

    private static double Linear(double y) => Math.Abs(y - Best) / Math.Abs(Math.Floor(Best - y) + Best);

    // b_flat with A = 0.8, B = 0.75, C = 0.85.
    private static double Flat(double y) =>
        0.8
        + (Math.Min(0, Math.Floor(y - 0.75)) * 0.8 * (0.75 - y) / 0.75)
        - (Math.Min(0, Math.Floor(0.85 - y)) * 0.2 * (y - 0.85) / 0.15);

    // b_param with A = 0.98/49.98, B = 0.02, C = 50.
    private static double Bend(double y, double by) =>
        Math.Pow(y, 0.02 + (49.98 * (Bias - ((1 - (2 * by)) * Math.Abs(Math.Floor(0.5 - by) + Bias)))));

    // s_decept with A = 0.35, B = 0.001, C = 0.05.
    private static double Deceive(double y)
    {
        const double b = 0.001;
        const double c = 0.05;
        var left = Math.Floor(y - Best + b) * (1 - c + ((Best - b) / b)) / (Best - b);
        var right = Math.Floor(Best + b - y) * (1 - c + ((1 - Best - b) / b)) / (1 - Best - b);
        return 1 + ((Math.Abs(y - Best) - b) * (left + right + (1 / b)));
    }

    private static double Multi(double y, double a, double b)
    {
        var away = Math.Abs(y - Best) / (2 * (Math.Floor(Best - y) + Best));
        return (1 + Math.Cos(((4 * a) + 2) * Math.PI * (0.5 - away)) + (4 * b * away * away)) / (b + 2);
    }

    private static double Nonseparable(double[] y, int a)
    {
        var sum = 0.0;
        for (var j = 0; j < y.Length; j++)
        {
            sum += y[j];
            for (var k = 0; k <= a - 2; k++)
                sum += Math.Abs(y[j] - y[(1 + j + k) % y.Length]);
        }
        var half = Math.Ceiling(a / 2.0);
        return sum / (y.Length / (double)a * half * (1 + (2 * a) - (2 * half)));
    }
}
