namespace Slimfront.Actors.Coordinator;

// What a coordinator is told by its own node.

/// <summary>Leases and budgets are to be looked at.</summary>
internal sealed record TimeToLook
{
    public static TimeToLook Instance { get; } = new();
}

/// <summary>Another node takes over: stop after what is being written.</summary>
internal sealed record Retire
{
    public static Retire Instance { get; } = new();
}
