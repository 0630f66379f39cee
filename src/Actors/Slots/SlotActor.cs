using Akka.Actor;

namespace Slimfront.Actors.Slots;

/// <summary>One device's capacity for one stage at a time: pulls work, has it run, and tells how it ended.</summary>
public sealed class SlotActor : ReceiveActor
{
    /// <summary>A slot.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="coordinator">The coordinator, or the proxy that finds it.</param>
    public static Props Props(SlotOptions options, IActorRef coordinator) =>
        throw new NotSupportedException($"{options.Id} for {coordinator} is not built yet.");
}
