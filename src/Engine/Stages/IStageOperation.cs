using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Stages;

/// <summary>One kind of stage: what its parameters and inputs mean, and how its artifact is made from them.</summary>
/// <remarks>The artifact is a pure function of the stage, the data and the inputs; time and place play no part.</remarks>
public interface IStageOperation
{
    /// <summary>Raised when the same parameters would give another artifact than before.</summary>
    int Version { get; }

    /// <summary>Makes the artifact and leaves it at the output file.</summary>
    /// <exception cref="StageRefusedException">It can never work as asked.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    StageResult Run(StageContext context);

    /// <summary>What the stage does, in a few words for people; empty where what follows says it.</summary>
    /// <remarks>Parameters that the words do not take from <paramref name="words"/> are listed after them.</remarks>
    string Describe(StageWords words);
}

/// <summary>What an operation has to say beside its artifact.</summary>
/// <param name="Values">Reproducible values, which the artifact holds too.</param>
/// <param name="Observations">Values that depend on the clock.</param>
/// <param name="EarlierSeconds">Time that an earlier attempt put into the checkpoint this one went on from.</param>
public sealed record StageResult(Measurement Values, Measurement Observations, double EarlierSeconds = 0)
{
    /// <summary>Nothing to say.</summary>
    public static StageResult Nothing { get; } = new(Measurement.Empty, Measurement.Empty);
}
