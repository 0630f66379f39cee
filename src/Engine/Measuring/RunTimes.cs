namespace Slimfront.Engine.Measuring;

/// <summary>How long something takes that is done again and again.</summary>
/// <remarks>
/// The median of many runs after some that do not count, and the spread between the quartiles: a mean would show what
/// else the machine was doing.
/// </remarks>
/// <param name="Median">In ms.</param>
/// <param name="Spread">Between the quartiles, in ms.</param>
public readonly record struct RunTimes(double Median, double Spread)
{
    private const int WarmUps = 10;
    private const int Runs = 50;
    private const int FewestRuns = 10;

    // What is slow need not be done so often: it is also steady.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(0.5);

    /// <summary>Does it 60 times, or until half a second is over and 10 runs count.</summary>
    public static RunTimes Of(TimeProvider clock, Action run)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(run);
        var times = new List<double>(Runs);
        var begin = clock.GetTimestamp();
        for (var number = -WarmUps; number < Runs; number++)
        {
            if (number >= FewestRuns && clock.GetElapsedTime(begin) > Enough)
                break;
            var start = clock.GetTimestamp();
            run();
            if (number >= 0)
                times.Add(clock.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return new(Quantile(times, 0.5), Quantile(times, 0.75) - Quantile(times, 0.25));
    }

    // Linear between the two nearest order statistics.
    private static double Quantile(List<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Count - 1);
        return sorted[low] + ((place - low) * (sorted[high] - sorted[low]));
    }
}
