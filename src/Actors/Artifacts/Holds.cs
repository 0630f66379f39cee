using Slimfront.Search.Stages;

namespace Slimfront.Actors.Artifacts;

/// <summary>Which artifacts somebody is using, so that nobody removes them.</summary>
internal sealed class Holds
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ArtifactId, int> _counts = [];

    /// <summary>Keeps an artifact, whether it is there yet or not, until the result is disposed of.</summary>
    public IDisposable Take(ArtifactId artifact)
    {
        lock (_lock)
            _counts[artifact] = _counts.GetValueOrDefault(artifact) + 1;
        return new Hold(this, artifact);
    }

    /// <summary>Does something to an artifact, unless it is held; nobody begins to hold it meanwhile.</summary>
    /// <returns>Whether it was done.</returns>
    public bool UnlessHeld(ArtifactId artifact, Func<bool> act)
    {
        lock (_lock)
            return !_counts.ContainsKey(artifact) && act();
    }

    private void Release(ArtifactId artifact)
    {
        lock (_lock)
            if (--_counts[artifact] == 0)
                _counts.Remove(artifact);
    }

    private sealed class Hold(Holds holds, ArtifactId artifact) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
                holds.Release(artifact);
        }
    }
}
