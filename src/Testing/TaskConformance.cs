using Slimfront.Engine.Data;
using Slimfront.Engine.Native;
using Slimfront.Engine.Tasks;
using static TorchSharp.torch;

namespace Slimfront.Testing;

/// <summary>What every task keeps: targets belong to their examples, and its loss leads to right answers.</summary>
/// <param name="sample">The task with some examples.</param>
public abstract class TaskConformance(TaskSample sample)
{
    private readonly ITask _task = sample.Task;

    /// <summary>Makes libtorch ready.</summary>
    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    /// <summary>Reports and exported files name every output.</summary>
    [Test]
    public void Every_example_has_a_target_and_every_output_a_name_of_its_own()
    {
        Assert.That(Targets.Count, Is.EqualTo(sample.Part.Count));
        Assert.That(Targets.Names, Has.Length.EqualTo(Targets.Outputs).And.Unique);
        Assert.That(Targets.Groups.Length, Is.EqualTo(Targets.Count));
        Assert.That(_task.Output, Is.Not.Empty);
    }

    /// <summary>Batches are taken in any order, again and again.</summary>
    [Test]
    public void Targets_are_those_of_the_examples_that_were_asked_for()
    {
        using var scope = NewDisposeScope();
        var all = Targets.Take(sample.All, CPU);
        Assert.That(all.shape[0], Is.EqualTo(Targets.Count));
        var turned = Targets.Take([.. sample.All.Reverse()], CPU);
        Assert.That(turned.flip(0).equal(all).all().item<bool>());
        foreach (var example in (int[])[3, 0, 3])
            Assert.That(Targets.Take([example], CPU).equal(all[example..(example + 1)]).all().item<bool>());
    }

    /// <summary>Networks learn by its gradient.</summary>
    [Test]
    public void The_loss_is_least_for_right_answers_and_its_gradient_leads_there([Range(0, 4)] int seed)
    {
        using var scope = NewDisposeScope();
        var targets = Targets.Take(sample.All, CPU);
        var right = sample.Perfect(targets);
        Assert.That(right.shape, Is.EqualTo((long[])[Targets.Count, Targets.Outputs]));
        var guess = TaskSample.Guess(right, seed).requires_grad_();
        var loss = _task.Loss(0).Of(guess, targets);
        Assert.That(loss.shape, Is.Empty);
        Assert.That(Value(loss), Is.GreaterThan(Value(_task.Loss(0).Of(right, targets))));
        loss.backward();
        using var none = no_grad();
        var better = guess - (guess.grad! * 0.01);
        Assert.That(Value(_task.Loss(0).Of(better, targets)), Is.LessThan(Value(loss)));
    }

    /// <summary>What a report calls "loss" is what training without smoothing minimises.</summary>
    [Test]
    public void The_measured_loss_is_the_mean_over_all_examples()
    {
        using var scope = NewDisposeScope();
        var targets = Targets.Take(sample.All, CPU);
        var answers = TaskSample.Guess(sample.Perfect(targets), 0);
        var meter = _task.LossMeter();
        meter.Add(answers[..5], targets[..5]);
        meter.Add(answers[5..], targets[5..]);
        Assert.That(
            meter.Result["loss"],
            Is.EqualTo(Value(_task.Loss(0).Of(answers, targets))).Within(1e-5).Percent
        );
    }

    /// <summary>Where it says that a target's weight can be spread, it is.</summary>
    [Test]
    public void Smoothing_has_an_effect_unless_it_is_refused()
    {
        using var scope = NewDisposeScope();
        var targets = Targets.Take(sample.All, CPU);
        var right = sample.Perfect(targets);
        var (plain, smooth) = (_task.Loss(0).Of(right, targets), _task.Loss(0.1).Of(right, targets));
        Assert.That(Value(smooth) > Value(plain), Is.EqualTo(_task.NoSmoothing is null));
    }

    /// <summary>Every model is judged, by what suits its answers.</summary>
    [Test]
    public void Its_usual_measures_are_in_the_catalog_and_judge_such_answers()
    {
        var measures = DataSources.Of(_task.GetType().Assembly).Measures.For(_task.Answers);
        Assert.That(_task.UsualMeasures, Is.Not.Empty);
        Assert.That(_task.UsualMeasures.Where(m => !measures.Has(m)), Is.Empty);
    }

    /// <summary>Other targets are other data, whatever the inputs.</summary>
    [Test]
    public void OtherTargets_have_another_fingerprint()
    {
        var texts = sample.Part.Texts.ToArray();
        var columns = sample.Part.Columns;
        var other = Enumerable.Range(1, texts.Length / columns).First(e => texts[e * columns] != texts[0]);
        (texts[0], texts[other * columns]) = (texts[other * columns], texts[0]);
        var changed = sample with { Part = sample.Part with { Texts = texts } };
        Assert.That(changed.Data().Fingerprint, Is.Not.EqualTo(sample.Data().Fingerprint));
        Assert.That(sample.Data().Fingerprint, Is.EqualTo(sample.Data().Fingerprint));
    }

    private Targets Targets => field ??= sample.Data().Targets;

    private static float Value(Tensor loss) => loss.detach().cpu().item<float>();
}
