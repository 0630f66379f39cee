using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Slots;

// What a slot tells itself.

/// <summary>Time to greet the coordinator.</summary>
internal sealed record Tick
{
    public static readonly Tick Now = new();
}

/// <summary>An unfit slot tries again.</summary>
internal sealed record FitAgain
{
    public static readonly FitAgain Now = new();
}

/// <summary>A drain may take no longer.</summary>
internal sealed record DeadlineReached
{
    public static readonly DeadlineReached Now = new();
}

/// <summary>A leaving slot waited long enough for its stage to end.</summary>
/// <param name="Grace">How long the stage may take to leave a checkpoint.</param>
internal sealed record TimeToStop(TimeSpan Grace);

/// <summary>A leaving slot's runner has ended.</summary>
internal sealed record RunnerGone
{
    public static readonly RunnerGone Now = new();
}

/// <summary>How far an attempt is.</summary>
internal sealed record Progressed(AttemptRef Work, double Fraction, string Text);

/// <summary>An attempt ended.</summary>
internal sealed record AttemptOver(AttemptRef Work, AttemptReport Report);
