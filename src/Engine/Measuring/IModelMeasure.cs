using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Measuring;

/// <summary>A number of a finished model beside what its answers are worth: the time it takes, the length of a file of it.</summary>
/// <remarks>
/// One file each, from the engine, from an assembly that knows a runtime, or from a plug-in. It becomes an objective and a limit of study files by
/// its objective's key. One that would give another number than before for the same model gets another key: stages know it by that.
/// </remarks>
public interface IModelMeasure
{
    /// <summary>What it is to a search: key, unit, direction, and whether it is reproducible. It is never analytic.</summary>
    Objective Objective { get; }

    /// <summary>Whether every model is measured by it, asked for or not.</summary>
    bool IsUsual => false;

    /// <summary>Measures a model.</summary>
    /// <returns>The value under the objective's key; maybe others under "KEY.…".</returns>
    /// <exception cref="Search.Execution.StageRefusedException">The model cannot be measured so.</exception>
    Measurement Measure(MeasuredModel model);
}

/// <summary>A finished model, and what it can be measured with.</summary>
/// <param name="Model">The model.</param>
/// <param name="Network">It, ready to answer on the slot's device.</param>
/// <param name="Data">What it was made for.</param>
/// <param name="Split">The split whose examples it may answer.</param>
/// <param name="Seed">Where randomness comes from.</param>
/// <param name="Threads">Of the slot.</param>
/// <param name="Clock">Measures time.</param>
public sealed record MeasuredModel(
    Model Model,
    Network Network,
    DeviceData Data,
    string Split,
    ulong Seed,
    int Threads,
    TimeProvider Clock
);
