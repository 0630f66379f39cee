using System.Text.Json;
using Slimfront.Actors.Tests.Support;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Native;
using Slimfront.Engine.Recipes;
using Slimfront.Engine.Tests.Recipes;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tests.Measuring;

public sealed class ModelMeasureTests
{
    private static readonly Pipeline Planner = Pipeline.Of(typeof(ModelMeasureTests).Assembly);
    private static readonly Objective Nodes = new CountsNodes().Objective;
    private static readonly Objective Turns = new CountsTurns().Objective;

    [Test]
    public void What_a_plug_in_measures_is_an_objective_that_only_studies_that_ask_for_it_know()
    {
        Assert.That(
            Planner.Measures(Configuration.Empty),
            Has.Some.EqualTo(Nodes).And.Some.EqualTo(Turns).And.None.EqualTo(Objective.Latency)
        );
        var usual = Recipe(Studies.Images, Studies.Planner);
        var asked = Studies.Images with
        {
            Objectives = [Objective.Accuracy, Turns],
            Limits = [new(Nodes.Key, 40) { Direction = Nodes.Direction }],
        };
        var recipe = Recipe(asked, Planner);
        Assert.Multiple(() =>
        {
            Assert.That(Recipe(Studies.Images, Planner).Measurement, Is.EqualTo(usual.Measurement));
            Assert.That(recipe.Stages[^1].Parameters.Text("measures"), Is.EqualTo("nodes,turns"));
            Assert.That(
                recipe.TestMeasurement.Key,
                Is.EqualTo(usual.TestMeasurement.Key),
                "another split has the same model"
            );
            Assert.That(recipe.Model, Is.EqualTo(usual.Model));
        });
        var latency = Studies.Images with { Objectives = [Objective.Accuracy, Objective.Latency] };
        Assert.That(Recipe(latency, Planner).Measurement, Is.EqualTo(usual.Measurement));
    }

    [Test]
    public void A_resolved_study_says_what_it_measures_of_models()
    {
        var study = new StudySpec { Objectives = [Objective.Accuracy, Nodes] };
        Assert.That(Planner.Resolve(study).Measured(Nodes.Key), Is.EqualTo(Nodes));
        Assert.That(Planner.Resolve(study).Data!.Measures, Has.None.EqualTo(Turns));
        Assert.That(
            Planner.Resolve(new StudySpec()).Data,
            Is.EqualTo(Studies.Planner.Resolve(new StudySpec()).Data)
        );
    }

    [Test]
    public void What_can_be_repeated_is_in_the_artifact_and_what_cannot_is_beside_it()
    {
        NativeTorch.Load();
        using var bench = new StageBench(typeof(ModelMeasureTests).Assembly);
        var model = bench.Run(
            "train",
            "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 "
                + "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=1 from=0 to=1"
        );
        var plain = Artifact(bench.Run("measure", "split=validation", ("model", model)));
        Assert.That(bench.Measures!.Observations.Values.Keys, Has.Some.EqualTo("latency.batch.spread"));
        var asked = Artifact(bench.Run("measure", "split=validation measures=nodes,turns", ("model", model)));
        var (values, observed) = (bench.Measures!.Values, bench.Measures.Observations);
        Assert.Multiple(() =>
        {
            Assert.That(asked.Keys.Except(plain.Keys), Is.EqualTo((string[])["nodes"]));
            Assert.That(asked["nodes"], Is.EqualTo(ModelFile.Read(model).Graph.Nodes.Length));
            Assert.That(values["nodes"], Is.EqualTo(asked["nodes"]));
            Assert.That(observed["turns"], Is.EqualTo(1));
            Assert.That(observed.Values.Keys, Has.None.EqualTo("nodes"));
            Assert.That(observed["latency"], Is.Positive, "every model's");
        });
    }

    [TestCase(1, 50, TestName = "Fifty_runs_count_of_what_is_quick")]
    [TestCase(30, 10, TestName = "Ten_runs_count_of_what_is_slow")]
    public void Times_are_medians_of_runs_that_count(int milliseconds, int counted)
    {
        var clock = new ManualClock();
        var runs = 0;
        var times = RunTimes.Of(
            clock,
            // The first ten, which warm up, are slower; later every other one takes 2 ms more.
            () =>
                clock.Advance(
                    TimeSpan.FromMilliseconds(runs++ < 10 ? 4 * milliseconds : milliseconds + (runs % 2 * 2))
                )
        );
        Assert.That(runs, Is.EqualTo(10 + counted));
        Assert.That(times.Median, Is.EqualTo(milliseconds + 1).Within(1e-9));
        Assert.That(times.Spread, Is.EqualTo(2).Within(1e-9));
    }

    private static Recipe Recipe(StudySpec spec, Pipeline pipeline)
    {
        var plain = pipeline.Space(spec).Complete(n => n.Parameter.FromUnit(0));
        return ((Plan.Accepted)pipeline.Plan(spec, plain)).Recipe;
    }

    private static Dictionary<string, double> Artifact(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllBytes(path))!;

    private sealed class CountsNodes : IModelMeasure, IDescribed<IModelMeasure>
    {
        public static Technique<IModelMeasure> Technique { get; } =
            new("nodes", "—", "Nodes of the graph.", [], _ => new CountsNodes());

        public Objective Objective { get; } = new("nodes", "", Direction.Minimise, IsAnalytic: false);

        public Measurement Measure(MeasuredModel model) =>
            Measurement.Of((Technique.Key, model.Model.Graph.Nodes.Length));
    }

    private sealed class CountsTurns : IModelMeasure, IDescribed<IModelMeasure>
    {
        public static Technique<IModelMeasure> Technique { get; } =
            new("turns", "—", "Always 1.", [], _ => new CountsTurns());

        public Objective Objective { get; } =
            new("turns", "ms", Direction.Minimise, IsAnalytic: false, IsReproducible: false);

        public Measurement Measure(MeasuredModel model) => Measurement.Of((Technique.Key, 1));
    }
}
