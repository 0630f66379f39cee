using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search.Bench;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Simulate.Bench;

/// <summary>
/// The pipeline problem of bench/search with stages: teacher → train or distil → prune → fine-tune → quantize → measure, each of 1 to
/// 100 seconds. Numbers are rounded to a few values, so that trials have stages in common.
/// </summary>
/// <param name="isShared">Whether they may share them; otherwise each trial does all of its stages itself.</param>
internal sealed class SimulatedPipeline(bool isShared) : IPipeline
{
    public IReadOnlyList<Setting> Settings => [];

    public StudySpec Resolve(StudySpec spec) => spec;

    public Space Space(StudySpec spec) => PipelineProblem.Instance.Space;

    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration) => [];

    public Recipe? Teacher(StudySpec spec) => null;

    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        var c = Rounded(configuration);
        var stages = new List<Stage>();
        var salt = isShared ? "" : c.Canonical;
        var basis = (("rate", c["rate"]), ("width", c["width"]), ("depth", c["depth"]));
        var share = Math.Log2(c.Integer("width") / 4.0) / 6 * c.Integer("depth") / 8;
        var training = 20 + (60 * share);
        if (c.Text("distil") == "none")
            Add("train", training, basis.Item1, basis.Item2, basis.Item3);
        else
        {
            Add("teacher", 100);
            Add(
                "distil",
                training * 1.2,
                basis.Item1,
                basis.Item2,
                basis.Item3,
                Of("distil.soft.temperature"),
                Of("distil.soft.weight")
            );
        }

        if (c.Text("prune") != "none")
        {
            var by = $"prune.{c.Text("prune")}";
            (string, Value)[] what =
                by == "prune.global" ? [Of($"{by}.share"), Of($"{by}.by")] : [Of($"{by}.share")];
            Add("prune", 0, what);
            Add("fine-tune", training / 2);
        }

        if (c.Text("quantize") != "none")
            Add(c.Text("quantize"), c.Text("quantize") == "int4" ? 5 + c.Integer("quantize.int4.steps") : 0);
        var model = stages[^1];
        // The losses follow from the configuration; the measurement carries it, as a model would.
        Add("measure", 0, [.. c.Select(p => (p.Key, p.Value))]);
        var test = Make("test", 0, salt, [stages[^1]], []);
        return new Plan.Accepted(
            new(
                [.. stages],
                model.Key,
                stages[^1].Key,
                test,
                "",
                ImmutableSortedDictionary<string, Interval>.Empty
            )
        );

        (string, Value) Of(string path) => (path, c[path]);
        void Add(string operation, double epochs, params (string, Value)[] parameters) =>
            stages.Add(Make(operation, epochs, salt, stages.TakeLast(1), parameters));
    }

    /// <summary>What a stage gives.</summary>
    public static StageResult Result(Stage stage)
    {
        var losses =
            stage.Operation == "measure" ? PipelineProblem.Instance.Evaluate(Unpacked(stage.Parameters)) : [];
        return new(
            new(stage.Key.Hex),
            Bytes(stage),
            Measurement.Of([.. losses.Select((l, m) => ($"f{m + 1}", l))]),
            Measurement.Empty,
            Seconds(stage)
        );
    }

    /// <summary>How long a stage takes: what its epochs say, give or take a fifth that nobody can know before.</summary>
    public static double Seconds(Stage stage)
    {
        var luck = Luck(stage, 0);
        var seconds = stage.Operation switch
        {
            "teacher" => 100,
            "prune" => 1 + (9 * luck),
            "int8" => 5 + (15 * luck),
            "measure" or "test" => 1 + (4 * luck),
            _ => stage.Epochs * (0.8 + (0.4 * luck)),
        };
        return Math.Clamp(seconds, 1, 100);
    }

    // 1 to 20 MB for a model; a measurement is small.
    private static long Bytes(Stage stage) =>
        stage.Operation is "measure" or "test" ? 1000 : 1_000_000 + (long)(19e6 * Luck(stage, 8));

    private static double Luck(Stage stage, int from) =>
        uint.Parse(stage.Key.Hex.AsSpan(from, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        / (double)uint.MaxValue;

    private static Configuration Unpacked(Configuration parameters) =>
        Configuration.From(parameters.Where(p => p.Key is not ("salt" or "epochs")));

    private static Stage Make(
        string operation,
        double epochs,
        string salt,
        IEnumerable<Stage> inputs,
        (string Name, Value Value)[] parameters
    ) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = Configuration.From(
                parameters
                    .Select(p => KeyValuePair.Create(p.Name, p.Value))
                    .Concat(salt.Length > 0 ? [KeyValuePair.Create("salt", Value.Of(salt))] : [])
            ),
            Dataset = "none",
            Seed = 1,
            Epochs = epochs,
            Inputs = [.. inputs.Select(s => new StageInput("start", s.Key))],
        };

    private static Configuration Rounded(Configuration c)
    {
        var rounded = c;
        To("rate", x => Math.Pow(10, Math.Round(10 * Math.Log10(x)) / 10));
        To("width", x => Math.Pow(2, Math.Round(Math.Log2(x))));
        To("distil.soft.temperature", x => Math.Pow(2, Math.Round(Math.Log2(x))));
        To("distil.soft.weight", x => Math.Round(4 * x) / 4);
        To("prune.layer.share", x => Math.Round(20 * x) / 20);
        To("prune.global.share", x => Math.Round(20 * x) / 20);
        To("quantize.int4.steps", x => 10 * Math.Round(x / 10));
        return rounded;

        void To(string path, Func<double, double> round)
        {
            if (c.Find(path) is not { } value)
                return;
            var number = round(value.Number);
            rounded = rounded.With(
                path,
                value.Kind == ValueKind.Integer ? Value.Of((long)number) : Value.Of(number)
            );
        }
    }
}
