using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Distillation.Losses;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Engine.Tests.Data;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Optimizers;
using Slimfront.Engine.Training.Schedules;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Distillation;

/// <summary>The refiner's trap: a teacher that is put in training mode with its pupil answers otherwise, and changes.</summary>
public sealed class LiveTeacherTests
{
    private static readonly DataSet Digits = Classified.Digits;
    private static readonly ModelGraph Teacher = new PlainCnn(4, 0.5).Build(Shape.Of(1, 8, 8), 10);
    private static readonly ModelGraph Student = new PlainCnn(2, 0.25).Build(Shape.Of(1, 8, 8), 10);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void The_refined_loss_is_the_cross_entropy_with_the_refiners_probabilities()
    {
        using var scope = NewDisposeScope();
        // The refiner believes (3/4, 1/4), the student (1/2, 1/2): −log ½ whatever the refiner believes.
        var (student, refiner) = (
            Wrap(zeros(1, 2, dtype: float64)),
            Wrap(tensor(new[] { Math.Log(3), 0 }).unsqueeze(0))
        );
        Assert.That(
            new RefinedLabels().Compute(student, refiner).item<double>(),
            Is.EqualTo(Math.Log(2)).Within(1e-9)
        );
        // And the other way round: ½·log(4/3) + ½·log 4; a divergence would be less by log 2.
        Assert.That(
            new RefinedLabels().Compute(refiner, student).item<double>(),
            Is.EqualTo(0.5 * (Math.Log(4 / 3.0) + Math.Log(4))).Within(1e-9)
        );
        Assert.That(new RefinedLabels().LabelWeight, Is.Zero);
    }

    [Test]
    public void Its_gradient_is_that_of_soft_targets_without_temperature()
    {
        using var scope = NewDisposeScope();
        var teacher = Wrap(randn([5, 4], dtype: float64));
        var (one, other) = (randn([5, 4], dtype: float64).requires_grad_(), zeros([5, 4], dtype: float64));
        other = one.detach().clone().requires_grad_();
        new RefinedLabels().Compute(Wrap(one), teacher).backward();
        new SoftTarget(1, 1).Compute(Wrap(other), teacher).backward();
        Assert.That((one.grad! - other.grad!).abs().max().item<double>(), Is.LessThan(1e-12));
    }

    [Test]
    public void The_refiner_sees_the_students_own_augmented_crop_and_does_not_change()
    {
        using var data = new DeviceData(Digits, CPU);
        using var teacher = new Network(FreshModel.Of(Teacher, Digits.Normalisation, 1), CPU);
        using var student = new Network(FreshModel.Of(Student, Digits.Normalisation, 2), CPU);
        var (values, statistics) = (Bits(teacher.Parameters), Bits(teacher.Statistics));
        var spy = new Spy(new LiveTeacher(teacher), data["train"]);
        using var augmentation = new Augmentation(2, true, zeros(1, 1, 1).DetachFromDisposeScope());
        var plan = new TrainingPlan
        {
            Epochs = 1,
            Batch = 256,
            Optimizer = new Sgd(0.9, nesterov: true),
            LearningRate = 0.05,
            WeightDecay = 0.01,
            Schedule = new(new ConstantRate(), 0),
            Augmentation = augmentation,
        };
        var loss = new DistillationObjective(new RefinedLabels(), spy, new CrossEntropy());
        using (var loop = new TrainingLoop(student, data["train"], plan, loss, seed: 1))
            loop.Run(1, () => { });
        Assert.That(Bits(teacher.Parameters), Is.EqualTo(values));
        Assert.That(Bits(teacher.Statistics), Is.EqualTo(statistics), "running statistics");
        Assert.That(teacher.Gradients.abs().max().item<float>(), Is.Zero, "gradients to the student only");
        Assert.That(
            spy.SawAsTheyAre,
            Is.EqualTo(Enumerable.Repeat(false, 5)),
            "five batches of altered images"
        );
    }

    [Test]
    public void It_answers_in_evaluation_mode_for_the_very_batch_of_the_student()
    {
        using var scope = NewDisposeScope();
        using var teacher = new Network(FreshModel.Of(Teacher, Digits.Normalisation, 1), CPU);
        using var student = new Network(FreshModel.Of(Student, Digits.Normalisation, 2), CPU);
        using var twin = new Network(FreshModel.Of(Student, Digits.Normalisation, 2), CPU);
        var batch = new Batch(arange(6), randn([6, 1, 8, 8]), zeros(6, dtype: int64));
        var loss = new DistillationObjective(
            new RefinedLabels(),
            new LiveTeacher(teacher),
            new CrossEntropy()
        )
            .Compute(student, batch)
            .item<float>();
        var answers = nn.functional.log_softmax(twin.Forward(batch.Inputs, training: true).Answers, 1);
        double Expected(bool training) =>
            -(nn.functional.softmax(teacher.Forward(batch.Inputs, training).Answers, 1) * answers)
                .sum()
                .item<float>() / 6;
        var expected = Expected(training: false);
        Assert.That(loss, Is.EqualTo(expected).Within(1e-6 * expected));
        Assert.That(Expected(training: true), Is.Not.EqualTo(expected).Within(1e-4));
    }

    private static byte[] Bits(Tensor tensor) => tensor.bytes.ToArray();

    private static Activations Wrap(Tensor logits) => new(logits, new Dictionary<string, Tensor>());

    // Compares what the teacher is shown with the data as they are.
    private sealed class Spy(ITeacher inner, IExamples data) : ITeacher
    {
        public List<bool> SawAsTheyAre { get; } = [];

        public Activations Answer(Batch batch)
        {
            var asTheyAre = data.Pass(data.Count)[0].Inputs.index_select(0, batch.Indices);
            SawAsTheyAre.Add(batch.Inputs.eq(asTheyAre).all().item<bool>());
            return inner.Answer(batch);
        }
    }
}
