using Slimfront.Engine.Recipes;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Engine.Tests.Recipes;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Statistics;
using Slimfront.Search.Studies;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Tasks;

public sealed class MeasureTests
{
    private static readonly RecipeTechniques Techniques = RecipeTechniques.Of();

    // Eight of class 0, all right; two of class 1, one right; none of class 2.
    [Test]
    public void Balanced_accuracy_counts_the_classes_that_are_there_alike()
    {
        var labels = new Engine.Tasks.Classification.Labels([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], ["a", "b", "c"]);
        var (plain, balanced) = (new Accuracy().Meter(labels), new BalancedAccuracy().Meter(labels));
        foreach (
            var part in (System.Collections.Immutable.ImmutableArray<int>[])
                [
                    [0, 1, 2, 3, 4, 5, 6],
                    [7, 8, 9],
                ]
        )
        {
            using var targets = labels.Take(part, CPU);
            using var answers = zeros(part.Length, 3);
            foreach (var (row, example) in part.Index())
                answers[row, example == 9 ? 1 : 0] = 1;
            plain.Add(answers, targets);
            balanced.Add(answers, targets);
        }
        Assert.That(plain.Result["accuracy"], Is.EqualTo(0.9));
        Assert.That(balanced.Result["balanced-accuracy"], Is.EqualTo((1 + 0.5) / 2));
        Assert.That(balanced.Scores, Is.EqualTo((double[])[.. Enumerable.Repeat(10 / 16.0, 8), 0, 10 / 4.0]));
        Assert.That(
            balanced.Interval,
            Is.EqualTo(Precision.OfMeanShare([(8, 8), (1, 2)])),
            "class c has no example"
        );
    }

    // Of ten, the first has 0, 1 and 2 right that the second has not, the second 3 that the first has not.
    [Test]
    public void Accuracies_of_two_models_are_compared_by_McNemars_test()
    {
        double[] first = [1, 1, 1, 0, 1, 1, 0, 1, 1, 1];
        double[] second = [0, 0, 0, 1, 1, 1, 0, 1, 1, 1];
        Assert.That(
            ((IMeasure)new Accuracy()).Compare(first, second),
            Is.EqualTo(PairedTest.OfShares(5, 3, 1, 1))
        );
        Assert.That(
            ((IMeasure)new BalancedAccuracy()).Compare(first, second),
            Is.EqualTo(PairedTest.OfMeans(first, second))
        );
    }

    [Test]
    public void How_sure_a_measure_is_follows_from_the_examples_behind_it()
    {
        var meter = new Accuracy().Meter(new Engine.Tasks.Classification.Labels([0, 1], ["a", "b"]));
        using var targets = tensor(new long[] { 0, 0, 0, 1 });
        using var answers = tensor(new float[] { 1, 0, 1, 0, 1, 0, 1, 0 }, [4, 2]);
        meter.Add(answers, targets);
        Assert.That(meter.Interval, Is.EqualTo(Precision.OfShare(3, 4)));
        Assert.That(meter.Scores, Is.EqualTo((double[])[1, 1, 1, 0]));
    }

    [Test]
    public void Every_task_is_judged_by_measures_of_its_own_and_each_measure_by_its_key()
    {
        var data = Techniques.Stages.Data;
        foreach (var task in data.Tasks.All.Select(t => t.Create(Configuration.Empty)))
        {
            var measures = data.MeasuresOf(task);
            Assert.That(
                measures.Take(task.UsualMeasures.Length).Select(m => m.Key),
                Is.EqualTo(task.UsualMeasures)
            );
            Assert.That(measures.Select(m => m.IsAnalytic), Is.All.False);
        }
        foreach (var measure in data.Measures.All)
            Assert.That(measure.Create(Configuration.Empty).Objective.Key, Is.EqualTo(measure.Key));
    }

    [Test]
    public void What_a_study_asks_for_is_measured_beside_the_usual_and_changes_no_key_of_others()
    {
        var balanced = new BalancedAccuracy().Objective;
        var usual = Recipe(Studies.Images);
        var judged = Recipe(Studies.Images with { Objectives = [balanced, Objective.Bytes] });
        var limited = Recipe(
            Studies.Images with
            {
                Limits = [new(balanced.Key, 0.5) { Direction = balanced.Direction }],
            }
        );
        Assert.That(usual.Stages[^1].Parameters.Has("measures"), Is.False);
        foreach (var recipe in (Recipe[])[judged, limited])
        {
            Assert.That(recipe.Stages[^1].Parameters.Text("measures"), Is.EqualTo("balanced-accuracy"));
            Assert.That(recipe.Model, Is.EqualTo(usual.Model));
            Assert.That(recipe.Measurement, Is.Not.EqualTo(usual.Measurement));
        }
        Assert.That(judged.Measurement, Is.EqualTo(limited.Measurement));
    }

    private static Recipe Recipe(StudySpec spec)
    {
        var space = Studies.Planner.Space(spec);
        var plain = space.Complete(n => n.Parameter.FromUnit(0));
        return ((Plan.Accepted)Studies.Planner.Plan(spec, plain)).Recipe;
    }
}
