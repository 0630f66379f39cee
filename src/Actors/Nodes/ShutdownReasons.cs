using Akka.Actor;

namespace Slimfront.Actors.Nodes;

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
