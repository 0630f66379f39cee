using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Tests.Stages;

internal sealed class StageBench : IDisposable
{
    public static readonly Configuration DataSettings = Configuration.Of(("set", Value.Of("digits")));

    private static readonly string Digits = DataSources.Of().Describe(DataSettings).Fingerprint;

    private static readonly StageTechniques Techniques = StageTechniques.Of();

    private readonly TemporaryFolder _folder = new();
    private int _files;

    public StageExecutor Executor { get; }

    /// <summary>A runner of stages that reports and may stop after every step.</summary>
    /// <param name="watching">The share of its time that a training may spend on measuring itself.</param>
    public StageBench(double watching = 0.03) =>
        Executor = new(
            StageTechniques.Of(),
            TimeProvider.System,
            threads: 1,
            new(TimeSpan.Zero, TimeSpan.Zero) { Watching = watching }
        );

    public StageMeasures? Measures { get; private set; }

    public static Stage Stage(string operation, string parameters, params ReadOnlySpan<StageInput> inputs) =>
        new()
        {
            Operation = operation,
            Version = VersionOf(operation),
            Parameters = Parse(parameters),
            Dataset = Digits,
            Seed = 7,
            Inputs = [.. inputs],
        };

    private static int VersionOf(string operation) =>
        Techniques.Operations.Has(operation)
            ? Techniques.Operations[operation].Create(Configuration.Empty).Version
            : 1;

    public static Configuration Parse(string parameters) =>
        Configuration.From(
            parameters
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('='))
                .Select(p => KeyValuePair.Create(p[0], Value.Parse(p[1])))
        );

    public string NewFile() => _folder.File($"{_files++}");

    public string Run(string operation, string parameters, params (string Role, string File)[] inputs) =>
        Run(Make(operation, parameters, inputs), new SilentMonitor(), NewFile(), inputs);

    public string Run(
        Stage stage,
        IStageMonitor monitor,
        string checkpoint,
        params (string Role, string File)[] inputs
    )
    {
        var output = NewFile();
        ImmutableArray<string> files = [.. inputs.Select(i => i.File)];
        var work = new StageWork(stage, DataSettings, files, output, checkpoint, "cpu");
        Measures = Executor.Execute(work, monitor);
        return output;
    }

    public static Stage Make(
        string operation,
        string parameters,
        params (string Role, string File)[] inputs
    ) =>
        Stage(
            operation,
            parameters,
            [.. inputs.Select(i => new StageInput(i.Role, new(Path.GetFileName(i.File).PadLeft(64, '0'))))]
        );

    public void Dispose()
    {
        Executor.Dispose();
        _folder.Dispose();
    }
}

internal sealed class SilentMonitor : IStageMonitor
{
    public CancellationToken Stop => CancellationToken.None;

    public void Report(double fraction, string text) { }
}

/// <summary>Asks to stop after a number of reports, which with a pace of zero is a number of steps.</summary>
internal sealed class StoppingMonitor(int reports) : IStageMonitor, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Stop => _source.Token;

    public List<(double Fraction, string Text)> Reports { get; } = [];

    public void Report(double fraction, string text)
    {
        Reports.Add((fraction, text));
        if (Reports.Count == reports)
            _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
