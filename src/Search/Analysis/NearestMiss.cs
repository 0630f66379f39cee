using Slimfront.Search.Objectives;

namespace Slimfront.Search.Analysis;

/// <summary>How far a measured model is from keeping a study's limits.</summary>
public static class NearestMiss
{
    /// <summary>The excess over each limit as a share of its bound, added up; 0 where all are kept, infinite where a value is missing.</summary>
    public static double Distance(IEnumerable<Limit> limits, Measurement measured)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(measured);
        return limits.Sum(l => l.Violation(measured[l.Objective]) / (l.Bound == 0 ? 1 : Math.Abs(l.Bound)));
    }
}
