using System.Collections.Immutable;
using System.Reflection;
using Slimfront.Engine.Stages;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Testing;

/// <summary>Runs single stages on the digits, as a runner does, with files in a folder of its own.</summary>
/// <remarks>It reports, and may stop, after every step.</remarks>
public sealed class StageBench : IDisposable
{
    /// <summary>The settings below "data." that name the digits.</summary>
    public static readonly Configuration DataSettings = Configuration.Of(("set", Value.Of("digits")));

    private readonly StageTechniques _techniques;
    private readonly string _digits;
    private readonly string _folder = Directory.CreateTempSubdirectory("slimfront-").FullName;
    private int _files;

    /// <summary>A bench with the engine's techniques and those of plug-ins.</summary>
    public StageBench(params IEnumerable<Assembly> plugIns)
        : this(new Pace(TimeSpan.Zero, TimeSpan.Zero), plugIns) { }

    /// <summary>A bench that reports, leaves checkpoints and measures trainings at a pace.</summary>
    public StageBench(Pace pace, params IEnumerable<Assembly> plugIns)
    {
        _techniques = StageTechniques.Of(plugIns);
        _digits = _techniques.Data.Describe(DataSettings).Fingerprint;
        Executor = new(_techniques, TimeProvider.System, threads: 1, pace);
    }

    /// <summary>What does the work.</summary>
    public StageExecutor Executor { get; }

    /// <summary>What the last stage measured; null before the first one.</summary>
    public StageMeasures? Measures { get; private set; }

    /// <summary>A stage on the digits.</summary>
    /// <param name="operation">Its operation, of this version of the program.</param>
    /// <param name="parameters">"key=value" with spaces between them.</param>
    /// <param name="inputs">Its inputs.</param>
    public Stage Stage(string operation, string parameters, params ReadOnlySpan<StageInput> inputs) =>
        new()
        {
            Operation = operation,
            Version = _techniques.Operations.Has(operation)
                ? _techniques.Operations[operation].Create(Configuration.Empty).Version
                : 1,
            Parameters = Parse(parameters),
            Dataset = _digits,
            Seed = 7,
            Inputs = [.. inputs],
        };

    /// <summary>A stage whose inputs are files, whoever made them.</summary>
    public Stage Make(
        string operation,
        string parameters,
        params ReadOnlySpan<(string Role, string File)> inputs
    )
    {
        var keys = new List<StageInput>();
        foreach (var (role, file) in inputs)
            keys.Add(new(role, new(Path.GetFileName(file).PadLeft(64, '0'))));
        return Stage(operation, parameters, [.. keys]);
    }

    /// <summary>"key=value" with spaces between them.</summary>
    public static Configuration Parse(string parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Configuration.From(
            parameters
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('='))
                .Select(p => KeyValuePair.Create(p[0], Value.Parse(p[1])))
        );
    }

    /// <summary>The path of a file that does not exist yet.</summary>
    public string NewFile() => Path.Combine(_folder, $"{_files++}");

    /// <summary>Runs a stage to its end.</summary>
    /// <returns>The artifact.</returns>
    public string Run(
        string operation,
        string parameters,
        params ReadOnlySpan<(string Role, string File)> inputs
    ) => Run(Make(operation, parameters, inputs), new SilentMonitor(), NewFile(), inputs);

    /// <summary>Runs a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="monitor">Told of its progress; may stop it.</param>
    /// <param name="checkpoint">Where its checkpoint is or comes to be.</param>
    /// <param name="inputs">The files of its inputs, in the stage's order.</param>
    /// <returns>The artifact.</returns>
    public string Run(
        Stage stage,
        IStageMonitor monitor,
        string checkpoint,
        params ReadOnlySpan<(string Role, string File)> inputs
    )
    {
        var output = NewFile();
        var files = ImmutableArray.CreateBuilder<string>(inputs.Length);
        foreach (var (_, file) in inputs)
            files.Add(file);
        var work = new StageWork(stage, DataSettings, files.ToImmutable(), output, checkpoint, "cpu");
        Measures = Executor.Execute(work, monitor);
        return output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Executor.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Never stops anything.</summary>
public sealed class SilentMonitor : IStageMonitor
{
    /// <inheritdoc/>
    public CancellationToken Stop => CancellationToken.None;

    /// <inheritdoc/>
    public void Report(double fraction, string text) { }
}

/// <summary>Asks to stop after a number of reports, which on a <see cref="StageBench"/> is a number of steps.</summary>
/// <param name="reports">How many.</param>
public sealed class StoppingMonitor(int reports) : IStageMonitor, IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<(double Fraction, string Text)> _reports = [];

    /// <inheritdoc/>
    public CancellationToken Stop => _source.Token;

    /// <summary>What was reported.</summary>
    public IReadOnlyList<(double Fraction, string Text)> Reports => _reports;

    /// <inheritdoc/>
    public void Report(double fraction, string text)
    {
        _reports.Add((fraction, text));
        if (_reports.Count == reports)
            _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
