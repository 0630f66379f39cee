using System.Collections.Immutable;

namespace Slimfront.Actors.Http;

/// <summary>The nodes that a client may talk to, and the one that answered last.</summary>
internal sealed class Addresses(ImmutableArray<Uri> nodes)
{
    private int _current;
    private int _silent;

    /// <summary>The one to ask now.</summary>
    public Uri Current => nodes[_current];

    /// <summary>All of them, the one to ask first.</summary>
    public IEnumerable<Uri> All => nodes.Skip(_current).Concat(nodes.Take(_current));

    /// <summary>Whether any node ever answered: then the cluster is there, and silence may pass.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether every node was tried since one answered.</summary>
    public bool AreAllSilent => _silent >= nodes.Length;

    /// <summary>For messages: "http://a:8053, http://b:8053".</summary>
    public string Text => string.Join(", ", nodes.Select(n => n.GetLeftPart(UriPartial.Authority)));

    /// <summary>The current one answered.</summary>
    public void Answered() => (HasAnswered, _silent) = (true, 0);

    /// <summary>The current one, or the node it named as coordinator, did not: the next one is to be asked.</summary>
    public void WasSilent() => (_current, _silent) = ((_current + 1) % nodes.Length, _silent + 1);
}
