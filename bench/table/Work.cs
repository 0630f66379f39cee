using System.Globalization;
using Slimfront.Engine.Stages;
using Slimfront.Search.Bench;
using Slimfront.Search.Bench.Table;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;

namespace Slimfront.Table.Bench;

/// <summary>What a stage gave.</summary>
/// <param name="Seconds">Of the processor.</param>
/// <param name="Values">What was measured; empty but for measurements.</param>
internal sealed record DoneStage(double Seconds, Measurement Values);

/// <summary>Does stages, and keeps what was done: artifacts in a folder, results in lists of lines beside it.</summary>
/// <param name="folder">Where.</param>
/// <param name="name">The name of this process's list.</param>
internal sealed class Work(string folder, string name)
{
    private readonly string _list = Path.Combine(folder, name + ".done");

    /// <summary>All that was done, by any process.</summary>
    public static Dictionary<StageKey, DoneStage> Done(string folder)
    {
        var done = new Dictionary<StageKey, DoneStage>();
        foreach (var line in Directory.EnumerateFiles(folder, "*.done").SelectMany(File.ReadLines))
            // A line that a kill cut short has no end mark.
            if (line.Split(' ') is [var key, var seconds, .. var values, "."])
                done[new(key)] = new(Parse(seconds), Measurement.From(values.Select(Parsed)));
        return done;
    }

    /// <summary>Does those of the stages that are not done yet, in order.</summary>
    public void Do(IEnumerable<Stage> stages)
    {
        Directory.CreateDirectory(Path.Combine(folder, "artifacts"));
        File.AppendAllText(_list, "\n");
        var done = Done(folder);
        Stage[] open = [.. stages.Where(s => !done.ContainsKey(s.Key))];
        using var executor = new StageExecutor(StageTechniques.Of(), TimeProvider.System);
        for (var i = 0; i < open.Length; i++)
        {
            var before = ProcessorClock.ThreadMilliseconds;
            var values = executor.Execute(Order(open[i]), new Quiet()).Values;
            var seconds = (ProcessorClock.ThreadMilliseconds - before) / 1000;
            File.AppendAllText(_list, Line(open[i].Key, seconds, values));
            if (i % 100 == 0)
                Console.WriteLine($"{name}: {i} of {open.Length} stages");
        }
    }

    private StageWork Order(Stage stage) =>
        new(
            stage,
            TableSpace.Settings.Slice("data"),
            [.. stage.Inputs.Select(i => Artifact(i.Stage))],
            Artifact(stage.Key),
            Artifact(stage.Key) + ".checkpoint",
            "cpu"
        );

    private string Artifact(StageKey key) => Path.Combine(folder, "artifacts", key.Hex);

    private static string Line(StageKey key, double seconds, Measurement values)
    {
        var numbers = values.Values.Select(v =>
            string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value:R} ")
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{key.Hex} {seconds:0.0000} {string.Concat(numbers)}.\n"
        );
    }

    private static KeyValuePair<string, double> Parsed(string value) =>
        value.Split('=') is [var key, var number]
            ? KeyValuePair.Create(key, Parse(number))
            : throw new FormatException($"'{value}' is no value.");

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);

    private sealed class Quiet : IStageMonitor
    {
        public CancellationToken Stop => CancellationToken.None;

        public void Report(double fraction, string text) { }
    }
}
