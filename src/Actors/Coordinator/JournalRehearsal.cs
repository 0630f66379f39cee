using Akka.Actor;
using Akka.Persistence;

namespace Slimfront.Actors.Coordinator;

/// <summary>
/// Reads nobody's events once, so that a coordinator that takes over later finds driver, connections and code warm: on a
/// busy machine that is worth seconds.
/// </summary>
internal sealed class JournalRehearsal : ReceivePersistentActor
{
    public JournalRehearsal() => Recover<RecoveryCompleted>(_ => Context.Stop(Self));

    /// <inheritdoc/>
    public override string PersistenceId => "rehearsal";

    public static Props Props() => Akka.Actor.Props.Create(() => new JournalRehearsal());
}
