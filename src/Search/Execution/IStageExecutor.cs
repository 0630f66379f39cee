using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Execution;

/// <summary>Does the work of a stage, synchronously, inside a runner process.</summary>
public interface IStageExecutor
{
    /// <summary>Runs a stage until it is done, and leaves its artifact at <see cref="StageWork.OutputFile"/>.</summary>
    /// <param name="work">What to do, and with which files.</param>
    /// <param name="monitor">Told of progress; asked whether to stop.</param>
    /// <exception cref="StageRefusedException">The stage can never work: trying again is pointless.</exception>
    /// <exception cref="DeviceUnfitException">The device is at fault, not the stage.</exception>
    /// <exception cref="DataMissingException">The data set is not here, so that another machine may do better.</exception>
    /// <exception cref="OperationCanceledException">
    /// <see cref="IStageMonitor.Stop"/> was set; the checkpoint holds all work done so far.
    /// </exception>
    StageMeasures Execute(StageWork work, IStageMonitor monitor);
}

/// <summary>An order to a runner.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="DataSettings">The study's settings below "data.", by which the runner finds the data set.</param>
/// <param name="InputFiles">The artifacts of the stage's inputs, in the order of <see cref="Stage.Inputs"/>.</param>
/// <param name="OutputFile">Where the artifact goes; written whole, then renamed into place.</param>
/// <param name="CheckpointFile">Where to leave checkpoints, and to go on from if one is there.</param>
/// <param name="Device">"cpu", "cuda:0"…</param>
public sealed record StageWork(
    Stage Stage,
    Configuration DataSettings,
    ImmutableArray<string> InputFiles,
    string OutputFile,
    string CheckpointFile,
    string Device
)
{
    /// <summary>The file of the input with a role.</summary>
    public string Input(string role)
    {
        for (var i = 0; i < Stage.Inputs.Length; i++)
            if (string.Equals(Stage.Inputs[i].Role, role, StringComparison.Ordinal))
                return InputFiles[i];
        throw new KeyNotFoundException($"Stage {Stage.Operation} {Stage.Key.Short} has no input '{role}'.");
    }
}

/// <summary>What an executor measured.</summary>
/// <param name="Values">Reproducible values, which the artifact holds too.</param>
/// <param name="Observations">Values beside the artifact: what depends on the clock, and how sure values are.</param>
/// <param name="Seconds">Device time, the time before a resumed checkpoint included.</param>
public sealed record StageMeasures(Measurement Values, Measurement Observations, double Seconds);

/// <summary>How a runner follows and stops an executor.</summary>
public interface IStageMonitor
{
    /// <summary>Set when the executor should leave a checkpoint and stop.</summary>
    CancellationToken Stop { get; }

    /// <summary>Called often; the latest report counts.</summary>
    /// <param name="fraction">Share of the work done, 0 to 1.</param>
    /// <param name="text">What it is doing: "epoch 3/12, loss 0.41, validation accuracy 91.3 %".</param>
    void Report(double fraction, string text);
}

/// <summary>A stage can never work as asked. The message is one line.</summary>
public sealed class StageRefusedException(string message) : Exception(message);

/// <summary>The slot cannot work now, whatever the stage: its device is gone or broken. The message is one line.</summary>
public sealed class DeviceUnfitException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>This machine lacks the data set of a stage, or has other data in its place. The message is one line.</summary>
public sealed class DataMissingException(string message, Exception? inner = null) : Exception(message, inner);
