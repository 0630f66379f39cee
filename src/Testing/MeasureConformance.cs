using System.Collections.Immutable;
using CsCheck;
using Slimfront.Engine.Native;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Testing;

/// <summary>What every measure keeps: it is the mean of a number for each example, and right answers are the best.</summary>
/// <param name="technique">The measure.</param>
/// <param name="sample">Examples of a task with such answers; null for those of the engine.</param>
public abstract class MeasureConformance(Technique<IMeasure> technique, TaskSample? sample = null)
{
    private const int Guesses = 20;

    private readonly TaskSample _sample = sample ?? TaskSample.Of(technique.Answers!);
    private readonly IMeasure _measure = technique.Create(Configuration.Empty);

    private Targets Targets => field ??= _sample.Data().Targets;

    private string Key => _measure.Objective.Key;

    /// <summary>Makes libtorch ready.</summary>
    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    /// <summary>A search knows it by its key, and only by training.</summary>
    [Test]
    public void It_is_an_objective_that_training_alone_tells()
    {
        Assert.That(Key, Is.EqualTo(technique.Key));
        Assert.That(_measure.Objective.IsAnalytic, Is.False);
        Assert.That(_measure.Objective.IsReproducible);
    }

    /// <summary>Nothing beats right answers, whose loss is the ideal one.</summary>
    [Test]
    public void Right_answers_are_ideal()
    {
        using var scope = NewDisposeScope();
        var best = Loss(Measured(Perfect(), All));
        Assert.That(best, Is.EqualTo(_measure.Objective.IdealLoss).Within(1e-6));
        for (var guess = 0; guess < Guesses; guess++)
            Assert.That(Loss(Measured(TaskSample.Guess(Perfect(), guess), All)), Is.AtLeast(best - 1e-6));
    }

    /// <summary>A split is measured batch by batch, of whatever size.</summary>
    [Test]
    public void Batches_add_up_to_the_whole()
    {
        using var scope = NewDisposeScope();
        var answers = TaskSample.Guess(Perfect(), 0);
        var whole = Measured(answers, All);
        Gen.Int[1, All.Length - 1]
            .Sample(
                cut =>
                {
                    var parts = Measured(answers, All[..cut], All[cut..]);
                    Assert.That(parts.Scores, Is.EqualTo(whole.Scores).Within(1e-9));
                    Assert.That(parts.Result[Key], Is.EqualTo(whole.Result[Key]).Within(1e-9));
                },
                iter: 20,
                threads: 1
            );
    }

    /// <summary>So that intervals and paired tests speak of what was measured.</summary>
    [Test]
    public void It_is_the_mean_of_its_scores_and_lies_in_its_interval([Range(0, 4)] int guess)
    {
        using var scope = NewDisposeScope();
        var meter = Measured(TaskSample.Guess(Perfect(), guess), All);
        Assert.That(meter.Scores, Has.Length.EqualTo(All.Length));
        Assert.That(meter.Scores.Average(), Is.EqualTo(meter.Result[Key]).Within(1e-9));
        Assert.That(meter.Interval.Contains(meter.Result[Key]));
        Assert.That(meter.Interval.High, Is.GreaterThan(meter.Interval.Low));
    }

    /// <summary>More examples of the same kind make it surer.</summary>
    [Test]
    public void The_interval_of_more_examples_is_shorter()
    {
        using var scope = NewDisposeScope();
        var answers = TaskSample.Guess(Perfect(), 0);
        var (once, often) = (Measured(answers, All), Measured(answers, All, All, All, All));
        Assert.That(Length(often.Interval), Is.LessThan(0.75 * Length(once.Interval)));
    }

    /// <summary>The order in which models are named is of no matter.</summary>
    [Test]
    public void Two_models_differ_as_much_as_their_measures_and_equal_ones_not_at_all()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (
            Measured(TaskSample.Guess(Perfect(), 1), All),
            Measured(TaskSample.Guess(Perfect(), 2), All)
        );
        var test = _measure.Compare(first.Scores, second.Scores);
        var reversed = _measure.Compare(second.Scores, first.Scores);
        Assert.That(test.Difference, Is.EqualTo(first.Result[Key] - second.Result[Key]).Within(1e-9));
        Assert.That(reversed.Difference, Is.EqualTo(-test.Difference).Within(1e-9));
        Assert.That(reversed.P, Is.EqualTo(test.P).Within(1e-9));
        Assert.That(test.Interval.Contains(test.Difference));
        Assert.That(_measure.Compare(first.Scores, first.Scores).P, Is.EqualTo(1));
    }

    private ImmutableArray<int> All => _sample.All;

    private double Loss(IMeasureMeter meter) => _measure.Objective.Loss(meter.Result[Key]);

    private static double Length(Interval interval) => interval.High - interval.Low;

    private Tensor Perfect() => _sample.Perfect(Targets.Take(All, CPU));

    // Row by row the answers are those for all examples.
    private IMeasureMeter Measured(Tensor answers, params ImmutableArray<int>[] batches)
    {
        var meter = _measure.Meter(Targets);
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var rows = tensor(batch.Select(e => (long)e).ToArray());
            meter.Add(answers.index_select(0, rows), Targets.Take(batch, CPU));
        }
        return meter;
    }
}
