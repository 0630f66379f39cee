using Akka.Event;

namespace Slimfront.Actors.Logging;

/// <summary>In place of Akka's console while a terminal shows something else: also in its last moments.</summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message) { }
}
