using Akka.Actor;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>
/// What one message leads to: events, each decided on the ledger as the earlier ones leave it, and messages that go out
/// once all of them are in the journal. Nothing of it counts before.
/// </summary>
/// <param name="ledger">What the journal says now.</param>
internal sealed class Turn(Ledger ledger)
{
    private readonly List<Journalled> _entries = [];
    private readonly List<(IActorRef To, object Message)> _messages = [];
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>The ledger as this turn will leave it.</summary>
    public Ledger Ledger { get; private set; } = ledger;

    /// <summary>What goes into the journal.</summary>
    public IReadOnlyList<Journalled> Entries => _entries;

    /// <summary>What goes out then.</summary>
    public IReadOnlyList<(IActorRef To, object Message)> Messages => _messages;

    /// <summary>What readers see then.</summary>
    public ClusterView? View { get; set; }

    /// <summary>The studies that something happened to.</summary>
    public IReadOnlyCollection<string> Changed => _changed;

    /// <summary>Something happens to a study.</summary>
    public void Record(string study, StudyEvent e)
    {
        Ledger = Ledger.Apply(study, e);
        _entries.Add(new(study, e));
        _changed.Add(study);
    }

    /// <summary>Something is sent when the turn is in the journal.</summary>
    public void Send(IActorRef to, object message) => _messages.Add((to, message));
}
