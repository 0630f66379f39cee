using Slimfront.Engine.Distillation;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Contracts.Tests;

/// <summary>What every distillation loss keeps: a new file in the catalog is tested unasked.</summary>
public sealed class DistillationLossContract
{
    private const int Batch = 6;

    private static readonly Catalog<IDistillationLoss> Losses = Catalog.Scan<IDistillationLoss>(
        "distillation loss",
        typeof(IDistillationLoss).Assembly
    );

    // The refinery's loss is in no catalog, and keeps the same.
    public static IEnumerable<string> Keys => [.. Losses.All.Select(t => t.Key), "refined-labels"];

    // What compares answers that are probabilities.
    public static IEnumerable<string> OfProbabilities =>
        Keys.Where(k => !Losses.Has(k) || Losses[k].Answers != AnswerKind.Quantities);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void The_labels_weigh_0_or_more([ValueSource(nameof(Keys))] string key)
    {
        foreach (var loss in Variants(key))
            Assert.That(loss.LabelWeight, Is.GreaterThanOrEqualTo(0).And.LessThan(double.PositiveInfinity));
    }

    [Test]
    public void It_is_least_and_flat_where_the_student_answers_as_the_teacher(
        [ValueSource(nameof(Keys))] string key
    )
    {
        using var scope = NewDisposeScope();
        var goal = Logits(2, 3);
        foreach (var loss in Variants(key))
        {
            var arrived = goal.clone().requires_grad_();
            var value = loss.Compute(Wrap(arrived), Wrap(goal));
            value.backward();
            Assert.That(arrived.grad!.abs().max().item<double>(), Is.Zero.Within(1e-9));
            foreach (var (seed, step) in ((ulong, double)[])[(3, 1e-2), (4, 1), (5, 10)])
                Assert.That(
                    Value(loss, goal + Logits(seed, step), goal),
                    Is.GreaterThan(value.item<double>())
                );
        }
    }

    [TestCase(1e-30)]
    [TestCase(1e4)]
    public void Value_and_gradient_are_finite_at_extreme_logits(double scale)
    {
        foreach (var loss in Keys.SelectMany(Variants))
        {
            using var scope = NewDisposeScope();
            var student = Logits(1, scale).to(float32).requires_grad_();
            var value = loss.Compute(Wrap(student), Wrap(Logits(2, scale).to(float32)));
            value.backward();
            Assert.That(value.shape, Is.Empty);
            Assert.That(float.IsFinite(value.item<float>()), $"{loss}");
            Assert.That(student.grad!.isfinite().all().item<bool>(), $"gradient of {loss}");
        }
    }

    // A mean over the batch, not a sum; and not a mean over classes too, which would make this fail for a batch of one.
    [Test]
    public void It_is_the_mean_of_what_the_examples_give_alone([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Logits(1, 3), Logits(2, 3));
        foreach (var loss in Variants(key))
        {
            var alone = Enumerable
                .Range(0, Batch)
                .Average(i => Value(loss, student.narrow(0, i, 1), teacher.narrow(0, i, 1)));
            Assert.That(Value(loss, student, teacher), Is.EqualTo(alone).Within(1e-9 * Math.Abs(alone)));
        }
    }

    // A mean over classes, as a well-known default has it, would be diluted by classes that nobody believes in.
    [Test]
    public void Classes_that_nobody_believes_in_change_nothing(
        [ValueSource(nameof(OfProbabilities))] string key
    )
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Logits(1, 3), Logits(2, 3));
        var nobody = full([Batch, 5], -1e6, dtype: float64);
        foreach (var loss in Variants(key))
        {
            var value = Value(loss, student, teacher);
            var more = Value(loss, cat([student, nobody], 1), cat([teacher, nobody], 1));
            Assert.That(more, Is.EqualTo(value).Within(1e-9 * Math.Abs(value)));
        }
    }

    [Test]
    public void The_order_of_the_batch_does_not_matter([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Logits(1, 3), Logits(2, 3));
        var order = tensor(new long[] { 5, 2, 0, 4, 3, 1 });
        foreach (var loss in Variants(key))
        {
            var value = Value(loss, student, teacher);
            var shuffled = Value(loss, student.index_select(0, order), teacher.index_select(0, order));
            Assert.That(shuffled, Is.EqualTo(value).Within(1e-9 * Math.Abs(value)));
        }
    }

    [Test]
    public void No_tensor_is_leaked([ValueSource(nameof(Keys))] string key)
    {
        using var student = Logits(1, 3);
        using var teacher = Logits(2, 3);
        foreach (var loss in Variants(key))
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            loss.Compute(Wrap(student), Wrap(teacher)).Dispose();
            Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
        }
    }

    // As its authors use it, and a few points of its space.
    private static IEnumerable<IDistillationLoss> Variants(string key)
    {
        if (!Losses.Has(key))
            return [new RefinedLabels()];
        var space = new Space(Losses[key].Parameters);
        return Enumerable
            .Range(0, 6)
            .Select(i => space.Draw(Seed.For(1, "variants", i)))
            .Prepend(Configuration.Empty)
            .Select(Losses[key].Create);
    }

    private static double Value(IDistillationLoss loss, Tensor student, Tensor teacher)
    {
        using var value = loss.Compute(Wrap(student), Wrap(teacher));
        return value.item<double>();
    }

    private static Activations Wrap(Tensor logits) => new(logits, new Dictionary<string, Tensor>());

    // Six examples of four classes.
    private static Tensor Logits(ulong seed, double scale)
    {
        var random = new Pcg(seed);
        var values = new double[Batch * 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = scale * ((2 * random.NextDouble()) - 1);
        return tensor(values, [Batch, 4]);
    }
}
