using Akka.Actor;

namespace Slimfront.Actors.Nodes;

/// <summary>Exit codes that Akka gives by itself.</summary>
internal static class ShutdownReasons
{
    /// <summary>A handshake failed on a connection that this node began.</summary>
    public const int TlsFailure = 79;
}

/// <summary>The node was asked to stop.</summary>
internal sealed class DrainedReason : CoordinatedShutdown.Reason
{
    public override int ExitCode => 0;
}

/// <summary>The node cannot go on.</summary>
internal sealed class FatalReason : CoordinatedShutdown.Reason
{
    public override int ExitCode => 1;
}

/// <summary>Another node's coordinator has taken over the journal, while this one held itself for the active one.</summary>
internal sealed class FencedReason : CoordinatedShutdown.Reason
{
    public override int ExitCode => 1;
}

/// <summary>An attempt to join was given up, to try again or to end.</summary>
internal sealed class NotJoinedReason : CoordinatedShutdown.Reason
{
    // Akka's own code for it.
    public override int ExitCode => 4;
}
