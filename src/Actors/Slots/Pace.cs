namespace Slimfront.Actors.Slots;

/// <summary>How fast an attempt goes, by what it said of itself, and so how long it will yet take.</summary>
/// <param name="clock">The clock.</param>
internal sealed class Pace(TimeProvider clock)
{
    private (double Fraction, long At)? _first;
    private (double Fraction, long At)? _last;

    /// <summary>An attempt begins.</summary>
    public void Begin() => (_first, _last) = (null, null);

    /// <summary>It is so far. A resumed one begins somewhere in the middle, so its first word is where counting begins.</summary>
    public void Note(double fraction)
    {
        if (fraction <= 0)
            return;
        var now = (fraction, clock.GetTimestamp());
        _first ??= now;
        _last = now;
    }

    /// <summary>The time it will take from now on at the pace so far; null where there is no pace yet.</summary>
    public TimeSpan? Left()
    {
        if (_first is not { } first || _last is not { } last || last.Fraction <= first.Fraction)
            return null;
        var perWhole = clock.GetElapsedTime(first.At, last.At) / (last.Fraction - first.Fraction);
        var left = perWhole * (1 - last.Fraction) - clock.GetElapsedTime(last.At);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
