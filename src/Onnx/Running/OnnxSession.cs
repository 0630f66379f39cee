using Microsoft.ML.OnnxRuntime;

namespace Slimfront.Onnx.Running;

/// <summary>A network in ONNX Runtime, on the CPU: one input and one output in single precision.</summary>
internal sealed class OnnxSession : IDisposable
{
    private const int Errors = 3;
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="level">How far the graph is made faster.</param>
    /// <param name="threads">Of one operator.</param>
    /// <param name="optimised">Where to write the graph as it runs; null for nowhere.</param>
    /// <param name="without">The names of ONNX Runtime's optimisations that are left out, with semicolons between.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot load it; the message is its own.</exception>
    public OnnxSession(
        string path,
        GraphOptimizationLevel level,
        int threads = 1,
        string? optimised = null,
        string? without = null
    )
        : this(options => new(path, options), level, threads, optimised, without) { }

    /// <summary>Loads a file that is in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="level">How far the graph is made faster.</param>
    /// <param name="threads">Of one operator.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot load it; the message is its own.</exception>
    public OnnxSession(byte[] file, GraphOptimizationLevel level, int threads)
        : this(options => new(file, options), level, threads, optimised: null, without: null) { }

    private OnnxSession(
        Func<SessionOptions, InferenceSession> load,
        GraphOptimizationLevel level,
        int threads,
        string? optimised,
        string? without
    )
    {
        _options = new()
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = (OrtLoggingLevel)Errors,
        };
        if (optimised is not null)
            _options.OptimizedModelFilePath = optimised;
        if (without is not null)
            _options.AddSessionConfigEntry("optimization.disable_specified_optimizers", without);
        try
        {
            _session = load(_options);
        }
        catch (OnnxRuntimeException e)
        {
            _options.Dispose();
            throw new InvalidDataException(e.Message.Split('\n')[0], e);
        }
        _inputs = [.. _session.InputNames];
        _outputs = [.. _session.OutputNames];
    }

    /// <summary>What it answers for examples.</summary>
    /// <param name="values">One example after the other.</param>
    /// <param name="shape">With the number of examples at the front.</param>
    /// <returns>The answers, one example after the other.</returns>
    public float[] Run(float[] values, long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var answers = _session.Run(_run, _inputs, [input], _outputs);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
