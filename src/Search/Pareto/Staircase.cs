namespace Slimfront.Search.Pareto;

/// <summary>A two-dimensional front that grows point by point and knows its area up to a reference corner.</summary>
/// <param name="right">The worst first loss.</param>
/// <param name="top">The worst second loss.</param>
internal sealed class Staircase(double right, double top)
{
    // Ascending in X, descending in Y.
    private readonly List<(double X, double Y)> _steps = [];

    /// <summary>The dominated area.</summary>
    public double Area { get; private set; }

    /// <summary>Adds a point; one that is dominated changes nothing.</summary>
    public void Add(double x, double y)
    {
        var at = FirstNotLeftOf(x);
        // The step before is the lowest of those further left.
        if (at > 0 && _steps[at - 1].Y <= y)
            return;
        if (at < _steps.Count && _steps[at].X == x && _steps[at].Y <= y)
            return;

        // Walk right over the steps that the point dominates, adding the area gained above each.
        var end = at;
        var (from, ceiling) = (x, at > 0 ? _steps[at - 1].Y : top);
        while (end < _steps.Count && _steps[end].Y >= y)
        {
            Area += (_steps[end].X - from) * (ceiling - y);
            (from, ceiling) = _steps[end];
            end++;
        }
        Area += ((end < _steps.Count ? _steps[end].X : right) - from) * (ceiling - y);
        _steps.RemoveRange(at, end - at);
        _steps.Insert(at, (x, y));
    }

    private int FirstNotLeftOf(double x)
    {
        var (low, high) = (0, _steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_steps[middle].X < x)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
