using Akka.Event;

namespace Slimfront.Actors.Nodes;

/// <summary>The node's present life in its cluster, and through it the log.</summary>
internal sealed class NodeMembership
{
    private readonly List<string> _early = [];
    private volatile NodeLife? _life;

    /// <summary>The node's present membership in its cluster; null while it has none.</summary>
    public NodeLife? Life
    {
        get => _life;
        set
        {
            _life = value;
            if (value is not null)
                WarnBelated(value);
        }
    }

    /// <summary>Puts a line into the log, as soon as there is one.</summary>
    public void Warn(string message)
    {
        if (Life is { } life)
            life.System.Log.Warning("{0}", message);
        else
            lock (_early)
                _early.Add(message);
    }

    /// <summary>Puts a line into the log, if there is one.</summary>
    public void Note(string message) => Life?.System.Log.Info("{0}", message);

    private void WarnBelated(NodeLife life)
    {
        lock (_early)
        {
            foreach (var message in _early)
                life.System.Log.Warning("{0}", message);
            _early.Clear();
        }
    }
}
