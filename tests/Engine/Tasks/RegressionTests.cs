using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation.Losses;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Tasks.Regression;
using Slimfront.Search;
using Slimfront.Search.Statistics;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Tasks;

public sealed class RegressionTests
{
    private static readonly ImmutableArray<int> Train = [0, 1, 2, 3];

    [Test]
    public void Targets_are_standardised_by_the_training_split_alone()
    {
        // Of 1, 3, 5, 7: mean 4, variance (9 + 1 + 1 + 9) / 4 = 5.
        var targets = Learnt(1, "1", "3", "5", "7", "1000");
        Assert.That(targets.Scales, Is.EqualTo((Search.Studies.Scale[])[new(4, Math.Sqrt(5))]));
        using var taken = targets.Take([4, 0], CPU);
        Assert.That(taken.shape, Is.EqualTo((long[])[2, 1]));
        Assert.That(
            taken.data<float>().ToArray(),
            Is.EqualTo((float[])[(float)(996 / Math.Sqrt(5)), (float)(-3 / Math.Sqrt(5))]).Within(1e-4)
        );
    }

    [Test]
    public void Errors_are_in_the_targets_unit_and_R2_compares_with_the_splits_own_mean()
    {
        var meter = Meter(Learnt(1, "1", "3", "5", "7", "0", "4"));
        // Targets 0 and 4 are answered by 1 and 3: errors 1 and 1; Σ(t − 2)² = 8, Σe² = 2.
        Add(meter, answers: [1, 3], targets: [0, 4], outputs: 1, (4, Math.Sqrt(5)));
        Assert.That(meter.Result["mae"], Is.EqualTo(1).Within(1e-6));
        Assert.That(meter.Result["r2"], Is.EqualTo(0.75).Within(1e-6));
        Assert.That(meter.Result["loss"], Is.EqualTo(1 / 5.0).Within(1e-6));
    }

    [Test]
    public void Measures_are_means_of_a_number_for_each_example()
    {
        var one = Learnt(1, "1", "3", "5", "7");
        var two = Learnt(2, "1", "30", "3", "10", "5", "60", "7", "40");
        foreach (var measure in (IMeasure[])[new MeanAbsoluteError(), new Determination()])
        foreach (var targets in (Targets[])[one, two])
        {
            var meter = measure.Meter(targets);
            Add(meter, [1, 3, 2, 9, 4, 4], [0, 4, 4, 8, 1, 3], targets.Outputs, (4, 2));
            Assert.That(
                meter.Scores.Average(),
                Is.EqualTo(meter.Result[measure.Objective.Key]).Within(1e-12)
            );
            Assert.That(meter.Interval, Is.EqualTo(Precision.OfMean(meter.Scores)));
        }
    }

    // As scikit-learn's r2_score has it.
    [TestCase(5, 1)]
    [TestCase(6, 0)]
    public void R2_has_a_value_where_a_target_never_changes(double answer, double r2)
    {
        var meter = new Determination().Meter(Learnt(1, "1", "3", "5", "7"));
        Add(meter, [(float)answer, 5], [5, 5], 1, (4, Math.Sqrt(5)));
        Assert.That(meter.Result["r2"], Is.EqualTo(r2));
        Assert.That(meter.Scores.Average(), Is.EqualTo(r2));
    }

    [Test]
    public void Batches_add_up_to_the_whole()
    {
        var targets = Learnt(1, "1", "3", "5", "7");
        var (whole, parts) = (Meter(targets), Meter(targets));
        Add(whole, [1, 3, 2, 9], [0, 4, 4, 8], 1, (4, 2));
        Add(parts, [1, 3, 2], [0, 4, 4], 1, (4, 2));
        Add(parts, [9], [8], 1, (4, 2));
        foreach (var (key, value) in whole.Result.Values)
            Assert.That(parts.Result[key], Is.EqualTo(value).Within(1e-9), key);
    }

    [Test]
    public void Of_several_targets_each_is_told_in_its_own_unit_and_all_together_in_deviations()
    {
        // Two columns: 0, 2 (deviation 1) and 0, 200 (deviation 100).
        var targets = new RegressionTask()
            .Read([new("'t'", "row", ["0", "0", "2", "200"], 2)], new() { Columns = ["small", "large"] })
            .LearntOn([0, 1]);
        var meter = Meter(targets);
        using (var answers = tensor(new float[] { -1, -0.5f, 1, 1 }, [2, 2]))
        using (var wanted = targets.Take([0, 1], CPU))
            meter.Add(answers, wanted);
        Assert.That(meter.Result["mae.small"], Is.EqualTo(0).Within(1e-6));
        Assert.That(meter.Result["mae.large"], Is.EqualTo(25).Within(1e-4));
        Assert.That(meter.Result["mae"], Is.EqualTo(0.125).Within(1e-6));
        Assert.That(meter.Result["r2"], Is.EqualTo((1 + (1 - (0.25 / 2))) / 2).Within(1e-6));
    }

    [TestCase("of row 3 is 'high'", "1", "2", "high", "4")]
    [TestCase("of row 2 is 'NaN'", "1", "NaN", "3", "4")]
    [TestCase("of row 4 is ''", "1", "2", "3", "")]
    [TestCase("is 7 in every training example", "7", "7.0", "7", "7e0")]
    public void What_is_no_quantity_is_refused(string refusal, params string[] texts) =>
        Assert.That(
            () => Learnt(1, texts),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(refusal)
        );

    [Test]
    public void Distillation_pulls_towards_the_teachers_answers()
    {
        using var student = tensor(new float[] { 1, 2 }, [2, 1]);
        using var teacher = tensor(new float[] { 3, 2 }, [2, 1]);
        var none = ImmutableDictionary<string, Tensor>.Empty;
        var loss = new AnswerDistance(0.5);
        using var value = loss.Compute(new Activations(student, none), new Activations(teacher, none));
        Assert.That(value.item<float>(), Is.EqualTo(0.5 * (4 + 0) / 2).Within(1e-6));
        Assert.That(loss.LabelWeight, Is.EqualTo(0.5));
    }

    [Test]
    public void Its_fingerprint_tells_equal_numbers_apart_from_classes_and_from_other_numbers()
    {
        var source = new SourceData(
            "d",
            [1],
            new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 },
            [new("'t'", "row", [.. "1212121212".Select(c => $"{c}")])]
        );
        var classes = source.For(new Engine.Tasks.Classification.ClassificationTask());
        var numbers = source.For(new RegressionTask());
        var other = (source with { Parts = [new("'t'", "row", [.. "1212121213".Select(c => $"{c}")])] }).For(
            new RegressionTask()
        );
        Assert.That((string[])[classes.Fingerprint, numbers.Fingerprint, other.Fingerprint], Is.Unique);
        Assert.That(numbers.Info.Output, Is.EqualTo("target"));
    }

    private static Meters Meter(Targets targets) =>
        new([
            new RegressionTask().LossMeter(),
            new MeanAbsoluteError().Meter(targets),
            new Determination().Meter(targets),
        ]);

    private static Targets Learnt(int columns, params string[] texts) =>
        new RegressionTask().Read([new("'t'", "row", texts, columns)], new()).LearntOn(Train);

    private static void Add(
        IMeter meter,
        float[] answers,
        float[] targets,
        int outputs,
        (double Mean, double Deviation) scale
    )
    {
        float[] Standardised(float[] values) =>
            [.. values.Select(v => (float)((v - scale.Mean) / scale.Deviation))];
        using var given = tensor(Standardised(answers), [answers.Length / outputs, outputs]);
        using var wanted = tensor(Standardised(targets), [targets.Length / outputs, outputs]);
        meter.Add(given, wanted);
    }
}
