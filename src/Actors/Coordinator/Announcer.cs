using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>Makes known what is in the journal: to metrics and the log, to readers, and to those whom turns have messages for.</summary>
/// <param name="settings">The coordinator's settings.</param>
/// <param name="log">The log.</param>
internal sealed class Announcer(CoordinatorSettings settings, ILoggingAdapter log)
{
    /// <summary>A coordinator begins with what the journal says.</summary>
    public void Begins(long epoch, Ledger ledger) =>
        log.Info(
            "Coordinator of epoch {Epoch}: {Studies} studies, {Events} events.",
            epoch,
            ledger.Studies.Count,
            ledger.Count
        );

    /// <summary>Events were written.</summary>
    public void Wrote(Journalled[] entries, ImmutableSortedDictionary<string, Study> studies, TimeSpan took)
    {
        settings.Metrics?.Wrote(entries, studies, took);
        foreach (var (study, happened) in entries)
            StudyLog.Write(log, studies[study], happened);
    }

    /// <summary>Turns are over. Readers first: who is told that something was done finds it done.</summary>
    public void Conclude(Turn[] turns)
    {
        if (turns[^1].View is { } view)
            settings.Feed.Publish(view);
        foreach (var (to, message) in turns.SelectMany(t => t.Messages))
            to.Tell(message);
    }

    /// <summary>A study cannot go on.</summary>
    public void Broke(string study, Exception error) =>
        log.Error(error, "Study '{Study}' cannot go on: {Reason}", study, error.Message);
}
