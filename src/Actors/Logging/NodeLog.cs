using System.Collections.Immutable;
using Akka.Actor.Setup;

namespace Slimfront.Actors.Logging;

/// <summary>How a node's log is written.</summary>
public enum LogFormat
{
    /// <summary>One line for people; traces below it.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>Where a node's log goes and in which form; handed to <see cref="NodeLogger"/> by the actor system.</summary>
/// <param name="File">The file it is appended to; null for standard output.</param>
/// <param name="Format">Its form.</param>
/// <param name="Secrets">What must never be in it: tokens, passwords.</param>
internal sealed record NodeLog(string? File, LogFormat Format, ImmutableArray<string> Secrets)
{
    private const int ShortestSecret = 4;

    /// <summary>The form of a line: secrets that found their way into a message or an error are crossed out.</summary>
    public string Line(Akka.Event.LogEvent happened) =>
        Format is LogFormat.Json ? JsonLine.Of(happened, Clean) : TextLine.Of(happened, Clean);

    private string Clean(string text) =>
        Secrets
            .Where(s => s.Length >= ShortestSecret)
            .Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>As the actor system takes it.</summary>
    public Handed AsSetup() => new Handed(this);

    /// <summary>What an actor system was handed.</summary>
    public sealed class Handed(NodeLog log) : Setup
    {
        public NodeLog Log => log;
    }
}
