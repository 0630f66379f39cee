using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Stages;

/// <summary>One kind of stage: what its parameters and inputs mean, and how its artifact is made from them.</summary>
/// <remarks>The artifact is a pure function of the stage, the data and the inputs; time and place play no part.</remarks>
public interface IStageOperation
{
    /// <summary>Raised when the same parameters would give another artifact than before.</summary>
    int Version { get; }

    /// <summary>The input whose network the stage goes on with, as a training does with its start; null where it makes a new one.</summary>
    /// <remarks>Followed from stage to stage it is what became of one network, which a recipe's text tells.</remarks>
    StageKey? Continues(Stage stage) => null;

    /// <summary>What it makes of a network, in a word or two for tables: "pruned"; null where that need not be said.</summary>
    string? Word => null;

    /// <summary>Whether it takes a network back to a beginning, from which the training before is repeated.</summary>
    bool IsRewind => false;

    /// <summary>Makes the artifact and leaves it at the output file.</summary>
    /// <exception cref="StageRefusedException">It can never work as asked.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    OperationOutput Run(StageContext context);

    /// <summary>What the stage does, in a few words for people; empty where what follows says it.</summary>
    /// <remarks>Parameters that the words do not take from <paramref name="words"/> are listed after them.</remarks>
    string Describe(StageWords words);
}

/// <summary>A kind of stage that trains one network; its parameters are <see cref="TrainingParameters"/>.</summary>
public interface ITrainingOperation : IStageOperation
{
    /// <summary>Whether a scheduler may measure the network at rungs before its training ends.</summary>
    bool HasRungs => false;

    /// <summary>Whether it only prepares a network for the training that follows, and is repeated together with that.</summary>
    bool IsPreparation => false;

    /// <summary>The operation's own parameters for a network whose shape is no longer the student's.</summary>
    /// <param name="own">They, for the student.</param>
    /// <param name="student">The student.</param>
    Configuration ForOtherShape(Configuration own, ModelChoice student) => own;

    /// <inheritdoc/>
    StageKey? IStageOperation.Continues(Stage stage) =>
        stage.Find(TrainingParameters.Start) ?? stage.Find(TrainingParameters.Previous);
}

/// <summary>A kind of stage that makes one model of several that were trained, so that no single training made it.</summary>
public interface ICombination : IStageOperation
{
    /// <summary>What the model is, for messages: "an ensemble".</summary>
    string Name { get; }

    /// <inheritdoc/>
    StageKey? IStageOperation.Continues(Stage stage) => stage.Inputs.IsEmpty ? null : stage.Inputs[^1].Stage;
}

/// <summary>What an operation has to say beside its artifact.</summary>
/// <param name="Values">Reproducible values, which the artifact holds too.</param>
/// <param name="Observations">Values beside the artifact: what depends on the clock, and how sure values are.</param>
/// <param name="EarlierSeconds">Time that an earlier attempt put into the checkpoint this one went on from.</param>
public sealed record OperationOutput(Measurement Values, Measurement Observations, double EarlierSeconds = 0)
{
    /// <summary>Nothing to say.</summary>
    public static OperationOutput Nothing { get; } = new(Measurement.Empty, Measurement.Empty);
}
