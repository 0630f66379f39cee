using System.Runtime.InteropServices;
using Slimfront.Engine.Data;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Training;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Stages;

/// <summary>Does the work of stages, one at a time, on the thread it is called on.</summary>
/// <remarks>
/// It keeps the data set of the last stage, so a runner that stays warm loads it once. With one number of threads, a
/// CPU gives the same bits every time; the number is therefore set here and not left to the machine.
/// </remarks>
/// <param name="techniques">What stages may name.</param>
/// <param name="clock">Measures time.</param>
/// <param name="threads">libtorch's threads.</param>
/// <param name="pace">How often to report and to leave checkpoints; the default if null.</param>
public sealed class StageExecutor(
    StageTechniques techniques,
    TimeProvider clock,
    int threads = 1,
    Pace? pace = null
) : IStageExecutor, IDisposable
{
    private const string Cuda = "cuda:";

    private string? _loaded;
    private DeviceData? _data;

    /// <inheritdoc/>
    /// <exception cref="DataMissingException">This machine lacks the data set, or has another one in its place.</exception>
    /// <exception cref="DeviceUnfitException">It lacks the device, or the device failed.</exception>
    public StageMeasures Execute(StageWork work, IStageMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(monitor);
        var start = clock.GetTimestamp();
        var operation = Find(work);
        NativeTorch.Load();
        set_num_threads(threads);
        try
        {
            using var scope = NewDisposeScope();
            var device = Open(work.Device);
            var data = Load(work, device);
            var result = operation.Run(
                new(work, data, techniques, monitor, clock, pace ?? Pace.Default, device)
            );
            var seconds = clock.GetElapsedTime(start).TotalSeconds + result.EarlierSeconds;
            return new(result.Values, result.Observations, seconds);
        }
        catch (Exception e) when (e is DivergedException or GraphException)
        {
            throw new StageRefusedException(
                $"Stage {work.Stage.Operation} {work.Stage.Key.Short}: {e.Message}"
            );
        }
        // Running out of memory reads otherwise, and is the stage's fault.
        catch (ExternalException e) when (e.Message.Contains("CUDA error", StringComparison.Ordinal))
        {
            throw new DeviceUnfitException($"Device '{work.Device}': {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _data?.Dispose();

    private IStageOperation Find(StageWork work)
    {
        var stage = work.Stage;
        if (!techniques.Operations.Has(stage.Operation))
            throw new StageRefusedException(
                $"No operation is called '{stage.Operation}'. Known: {string.Join(", ", techniques.Operations.All.Select(t => t.Key))}."
            );
        var operation = techniques.Operation(stage);
        return operation.Version == stage.Version
            ? operation
            : throw new StageRefusedException(
                $"Stage {stage.Operation} {stage.Key.Short} is of version {stage.Version}; this program does version {operation.Version}."
            );
    }

    private static Device Open(string name)
    {
        if (name == "cpu")
            return CPU;
        if (
            !name.StartsWith(Cuda, StringComparison.Ordinal)
            || !int.TryParse(name[Cuda.Length..], out var index)
        )
            throw new DeviceUnfitException(
                $"No device is called '{name}'; there are 'cpu' and 'cuda:0', 'cuda:1'…"
            );
        // Asked first: naming a device that is not there makes TorchSharp throw pages of text.
        var count = cuda.is_available() ? cuda.device_count() : 0;
        return index >= 0 && index < count
            ? device(DeviceType.CUDA, index)
            : throw new DeviceUnfitException(
                $"The device '{name}' is not there: libtorch sees {count} CUDA device(s)."
            );
    }

    private DataSet Read(Configuration settings)
    {
        try
        {
            return techniques.Data.Load(settings);
        }
        catch (UserErrorException e)
        {
            throw new DataMissingException(e.Message, e);
        }
    }

    private DeviceData Load(StageWork work, Device device)
    {
        var wanted = $"{work.Device}\n{work.DataSettings.Canonical}";
        if (_data is null || _loaded != wanted)
        {
            Dispose();
            _data = null;
            _data = new(Read(work.DataSettings), device);
            _loaded = wanted;
        }
        if (_data.Data.Fingerprint != work.Stage.Dataset)
            throw new DataMissingException(
                $"The data set '{_data.Data.Name}' here has the fingerprint {_data.Data.Fingerprint}, but stage {work.Stage.Operation} {work.Stage.Key.Short} is for {work.Stage.Dataset}."
            );
        return _data;
    }
}
