using System.Collections.Immutable;

namespace Slimfront.Search.Bench;

/// <summary>Problems with constraints that only a trial tells. A constraint is kept where its number is at most 0.</summary>
public static class ConstrainedProblems
{
    /// <summary>All of them, with what is known of their fronts in ConstrainedProblemsTests.</summary>
    public static ImmutableArray<Problem> All { get; } =
    [
        Of("bnh", [(0, 5), (0, 3)], [140, 50], Bnh),
        Of("srn", [(-20, 20), (-20, 20)], [250, 50], Srn),
        Of("osy", [(0, 10), (0, 10), (1, 5), (0, 6), (1, 5), (0, 10)], [0, 100], Osy),
        Of("c2-dtlz2", [.. Enumerable.Repeat((0.0, 1.0), 10)], [1.1, 1.1], C2Dtlz2),
    ];

    // Binh and Korn (1997).
    private static (double[], double[]) Bnh(double[] x) =>
        (
            [(4 * x[0] * x[0]) + (4 * x[1] * x[1]), Square(x[0] - 5) + Square(x[1] - 5)],
            [Square(x[0] - 5) + Square(x[1]) - 25, 7.7 - Square(x[0] - 8) - Square(x[1] + 3)]
        );

    // Srinivas and Deb (1994).
    private static (double[], double[]) Srn(double[] x) =>
        (
            [2 + Square(x[0] - 2) + Square(x[1] - 1), (9 * x[0]) - Square(x[1] - 1)],
            [Square(x[0]) + Square(x[1]) - 225, x[0] - (3 * x[1]) + 10]
        );

    // Osyczka and Kundu (1995).
    private static (double[], double[]) Osy(double[] x) =>
        (
            [
                -(
                    (25 * Square(x[0] - 2))
                    + Square(x[1] - 2)
                    + Square(x[2] - 1)
                    + Square(x[3] - 4)
                    + Square(x[4] - 1)
                ),
                x.Sum(Square),
            ],
            [
                2 - x[0] - x[1],
                x[0] + x[1] - 6,
                x[1] - x[0] - 2,
                x[0] - (3 * x[1]) - 2,
                Square(x[2] - 3) + x[3] - 4,
                4 - Square(x[4] - 3) - x[5],
            ]
        );

    // Jain and Deb (2014), in the form and with the radius of BoTorch for two objectives: r² is taken off in every term.
    private static (double[], double[]) C2Dtlz2(double[] x)
    {
        const double radius = 0.2;
        var f = Dtlz.Second(x, objectives: 2);
        var corners = f.Select((_, i) => f.Select((l, j) => Square(i == j ? l - 1 : l)).Sum()).Min();
        var middle = f.Sum(l => Square(l - (1 / Math.Sqrt(f.Length))));
        var square = radius * radius;
        return (f, [Math.Min(corners - ((f.Length - 1) * square), middle - (f.Length * square))]);
    }

    private static double Square(double u) => u * u;

    private static Problem Of(
        string name,
        (double Low, double High)[] bounds,
        double[] reference,
        Func<double[], (double[] Losses, double[] Constraints)> evaluate
    )
    {
        double[] Point(double[] u) =>
            [.. u.Select((v, i) => bounds[i].Low + (v * (bounds[i].High - bounds[i].Low)))];
        return Problem.Continuous(
            name,
            bounds.Length,
            reference,
            double.NaN,
            u => evaluate(Point(u)).Losses,
            u => evaluate(Point(u)).Constraints
        );
    }
}
