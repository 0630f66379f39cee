using System.Collections.Immutable;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>What is planned can be done, and turns out as large as predicted.</summary>
public sealed class RunTests
{
    private static readonly StudySpec Quick = Studies.Planner.Resolve(
        new StudySpec()
            .With("data.train-limit", Value.Of(150))
            .With("training.epochs", Value.Of(1))
            .With("teacher.epochs", Value.Of(1))
            .With("teacher.plain-cnn.depth", Value.Of("4"))
            .With("teacher.plain-cnn.width", Value.Of(0.6))
            .With("fine-tune.epochs", Value.Of(1))
            .With("quantization.epochs", Value.Of(2))
    );

    private readonly TemporaryFolder _folder = new();
    private readonly StageExecutor _executor = new(StageTechniques.Of(), TimeProvider.System);

    private static IEnumerable<Configuration> Points =>
        [
            Studies.Point("student=mlp", "student.mlp.depth=2", "student.mlp.width=0.2"),
            Studies.Distilled("1", 4, [.. Studies.Pruned("layer", 0.4, "distilled")]),
            Studies.Distilled("none", 4, [.. Studies.Pruned("global", 0.6, "plain")]),
            Studies.Distilled("none", 4, [.. Studies.Sparse(2, "layer")]),
            Studies.Point([.. Studies.Pruned("layer", 0.4, "scratch"), .. Studies.Sparse(1, "layer")]),
            Studies.Point([.. Studies.Pruned("global", 0.4, "none"), .. Studies.Sparse(1, "layer")]),
            Studies.Distilled(
                "none",
                4,
                [.. Studies.Pruned("global", 0.4, "distilled"), .. Studies.Sparse(2, "layer", "movement")]
            ),
            Studies.Point([
                .. Studies.Pruned("global", 0.4, "plain"),
                .. Studies.Sparse(2, "global", "snip", "action=constant", "action.constant.sign=kept"),
            ]),
            Studies.Distilled(
                "1",
                4,
                [.. TeachingPlanTests.FitNet("two"), .. Studies.Pruned("layer", 0.4, "distilled")]
            ),
            Studies.Distilled(
                "none",
                4,
                [.. TeachingPlanTests.FitNet("one"), .. Studies.Pruned("layer", 0.4, "distilled")]
            ),
            Studies.Mutual(2, "teacher", "together", [.. Studies.Pruned("global", 0.3, "plain")]),
            Studies.Mutual(3, "wider", "turns"),
            Studies.BornAgain(2, "on", "ensemble", [.. Studies.Pruned("layer", 0.4, "distilled")]),
            Studies.BornAgain(1, "off", "last", [.. Studies.Pruned("global", 0.4, "plain")]),
            Studies.Refined("self", 2, [.. Studies.Pruned("layer", 0.4, "distilled")]),
            Studies.Refined("teacher", 1),
            Studies.Point([.. Studies.Quantized("8")]),
            Studies.Point([.. Studies.Quantized("2", activations: true)]),
            Studies.Point([.. Studies.Learned("4", "distilled", "8")]),
            Studies.Distilled(
                "none",
                4,
                [.. Studies.Pruned("layer", 0.4, "plain"), .. Studies.Quantized("4")]
            ),
            Studies.Distilled(
                "none",
                4,
                [.. Studies.Pruned("global", 0.4, "plain"), .. Studies.Learned("2", "plain", "none")]
            ),
        ];

    [OneTimeTearDown]
    public void CleanUp()
    {
        _executor.Dispose();
        _folder.Dispose();
    }

    [TestCaseSource(nameof(Points))]
    public void A_recipe_runs_to_a_measurement_that_its_prediction_holds(Configuration point)
    {
        var recipe = Quick.Recipe(point);
        var measured = Run([.. recipe.Stages, recipe.TestMeasurement]);
        foreach (var (objective, predicted) in recipe.Prediction)
            Assert.That(predicted.Contains(measured[objective]), Is.True, objective);
    }

    [Test]
    public void An_augmented_study_runs_too()
    {
        var spec = Quick.With("training.augment.shift", Value.Of(1));
        Assert.That(Run(spec.Recipe(Studies.Distilled("none")).Stages)["accuracy"], Is.InRange(0, 1));
    }

    [TestCase("zero", "layer", true)]
    // Wherever the weights go that are left, they take the same room: nothing else in a file depends on it.
    [TestCase("zero", "global", true)]
    [TestCase("freeze", "layer", true)]
    [TestCase("freeze-grown", "global", false)]
    public void Early_tickets_go_on_from_their_epoch_whatever_becomes_of_what_they_lose(
        string missing,
        string scope,
        bool isExact
    )
    {
        var spec = Quick.With("training.epochs", Value.Of(2)).With("tickets.missing", Value.Of(missing));
        var point = Studies.Point([
            .. Studies.Sparse(2, scope, "large-final", "action=rewind", "action.rewind.to=early"),
        ]);
        var recipe = spec.Recipe(point);
        Assert.That(recipe.Prediction["bytes"].IsExact, Is.EqualTo(isExact));
        var measured = Run(recipe.Stages);
        foreach (var (objective, predicted) in recipe.Prediction)
            Assert.That(predicted.Contains(measured[objective]), Is.True, objective);
    }

    [Test]
    public void The_refinery_of_an_augmented_study_runs_too()
    {
        var spec = Quick.With("training.augment.shift", Value.Of(1));
        Assert.That(Run(spec.Recipe(Studies.Refined("teacher", 2)).Stages)["accuracy"], Is.InRange(0, 1));
    }

    private Measurement Run(ImmutableArray<Stage> stages)
    {
        var values = Measurement.Empty;
        foreach (var stage in stages)
            values = _executor.Run(stage, Quick, _folder);
        return values;
    }
}
