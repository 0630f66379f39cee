namespace Slimfront.Reports.Charts;

/// <summary>Round numbers on a logarithmic axis.</summary>
public static class LogTicks
{
    private static readonly double[][] Steps =
    [
        [1],
        [1, 3],
        [1, 2, 5],
        [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9],
    ];

    /// <summary>The round numbers in [low, high]: powers of ten, with as many steps between them as leave room.</summary>
    /// <param name="low">Above 0.</param>
    /// <param name="high">Above <paramref name="low"/>.</param>
    /// <param name="room">How many numbers can stand beside each other.</param>
    public static double[] Between(double low, double high, int room)
    {
        var candidates = Steps.Select(s => Inside(s, low, high)).ToArray();
        return candidates.LastOrDefault(c => c.Length <= room && c.Length > 0) ?? candidates[0];
    }

    private static double[] Inside(double[] steps, double low, double high)
    {
        var first = (int)Math.Floor(Math.Log10(low));
        var decades = (int)Math.Ceiling(Math.Log10(high)) - first + 1;
        return
        [
            .. Enumerable
                .Range(first, decades)
                .SelectMany(e => steps.Select(s => s * Math.Pow(10, e)))
                .Where(t => t >= low && t <= high),
        ];
    }
}
