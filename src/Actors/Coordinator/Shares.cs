using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>Whose turn it is among several studies.</summary>
/// <remarks>
/// The study that has the fewest slots for its priority is served next, so studies that want more than there is share the slots in
/// proportion to their priorities, and what one of them does not want goes to the others. Work in progress is never taken away. Where
/// several have equally few, they take turns by name.
/// </remarks>
internal sealed class Shares
{
    private string _lastServed = "";

    /// <summary>The study that is served next; null where none may get work.</summary>
    /// <param name="ledger">All studies.</param>
    /// <param name="idle">Those that want nothing now.</param>
    public string? Next(Ledger ledger, HashSet<string> idle)
    {
        string? best = null;
        var bestShare = double.PositiveInfinity;
        foreach (var (name, study) in ledger.Studies)
        {
            if (study is { Phase: StudyPhase.Finished } or { IsPaused: true } || idle.Contains(name))
                continue;
            var share = Share(study);
            if (share < bestShare || (share.Equals(bestShare) && IsSooner(name, best!)))
                (best, bestShare) = (name, share);
        }

        return best;
    }

    /// <summary>Notes that a study got a slot.</summary>
    public void Served(string study) => _lastServed = study;

    /// <summary>Whether a study may have one more slot before any other that could use one.</summary>
    public static bool IsDue(Ledger ledger, string name)
    {
        var own = Share(ledger.Studies[name]);
        return ledger.Studies.All(s =>
            s.Key == name
            || s.Value is { Phase: StudyPhase.Finished } or { IsPaused: true }
            || Share(s.Value) >= own
            || !s.Value.Ready().Any()
        );
    }

    private static double Share(Study study) => (double)study.Busy() / Math.Max(1, study.Spec.Priority);

    // In order of name, from the one after the last served.
    private bool IsSooner(string name, string than)
    {
        var (isAfter, isOtherAfter) = (
            string.CompareOrdinal(name, _lastServed) > 0,
            string.CompareOrdinal(than, _lastServed) > 0
        );
        return isAfter == isOtherAfter ? string.CompareOrdinal(name, than) < 0 : isAfter;
    }
}
