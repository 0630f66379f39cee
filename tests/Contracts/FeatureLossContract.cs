using Slimfront.Engine.Distillation;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Contracts.Tests;

/// <summary>What every feature loss keeps: a new file in the catalog is tested unasked.</summary>
public sealed class FeatureLossContract
{
    private static readonly Catalog<IFeatureLoss> Losses = Catalog.Scan<IFeatureLoss>(
        "feature loss",
        typeof(IFeatureLoss).Assembly
    );

    private static readonly ModelGraph Small = new GraphBuilder(Shape.Of(1, 4, 4))
        .Conv(3)
        .Relu()
        .Flatten()
        .Linear(2)
        .Build();

    public static IEnumerable<string> Keys => Losses.All.Select(t => t.Key);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void It_is_zero_where_the_features_are_equal([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var features = Features(1, channels: 3);
        foreach (var loss in Variants(key))
            Assert.That(Value(loss, features, features.clone()), Is.Zero.Within(1e-9));
    }

    [Test]
    public void It_is_above_zero_where_they_differ_whatever_the_widths([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        foreach (var loss in Variants(key))
            Assert.That(Value(loss, Features(1, channels: 3), Features(2, Channels(loss))), Is.Positive);
    }

    [TestCase(0)]
    [TestCase(1e-15)]
    [TestCase(1e6)]
    public void Value_and_gradient_are_finite_at_extreme_features(double scale)
    {
        foreach (var loss in Losses.All.SelectMany(t => Variants(t.Key)))
        {
            using var scope = NewDisposeScope();
            using Scalar factor = scale;
            var student = (Features(1, 3).to(float32) * factor).requires_grad_();
            var value = loss.Compute([new(student, Features(2, Channels(loss)).to(float32) * factor)]);
            value.backward();
            Assert.That(float.IsFinite(value.item<float>()), $"{loss}");
            Assert.That(student.grad!.isfinite().all().item<bool>(), $"gradient of {loss}");
        }
    }

    [Test]
    public void The_gradient_reaches_the_student_and_keeps_finite_at_its_goal(
        [ValueSource(nameof(Keys))] string key
    )
    {
        foreach (var loss in Variants(key))
        {
            using var scope = NewDisposeScope();
            var student = Features(1, 3).requires_grad_();
            loss.Compute([new(student, Features(2, Channels(loss)))]).backward();
            Assert.That(student.grad!.abs().sum().item<double>(), Is.Positive.And.LessThan(1e9));

            var arrived = Features(1, 3).requires_grad_();
            loss.Compute([new(arrived, Features(1, 3))]).backward();
            Assert.That(arrived.grad!.isfinite().all().item<bool>(), $"{loss}");
        }
    }

    [Test]
    public void The_order_of_the_batch_does_not_matter([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        var order = tensor(new long[] { 2, 0, 3, 1 });
        foreach (var loss in Variants(key))
        {
            var (student, teacher) = (Features(1, 3), Features(2, Channels(loss)));
            var value = Value(loss, student, teacher);
            var shuffled = Value(loss, student.index_select(0, order), teacher.index_select(0, order));
            Assert.That(shuffled, Is.EqualTo(value).Within(1e-9 * value));
        }
    }

    [Test]
    public void One_example_gives_a_finite_loss([ValueSource(nameof(Keys))] string key)
    {
        using var scope = NewDisposeScope();
        foreach (var loss in Variants(key))
            Assert.That(
                double.IsFinite(
                    Value(loss, Features(1, 3).narrow(0, 0, 1), Features(2, Channels(loss)).narrow(0, 0, 1))
                )
            );
    }

    [Test]
    public void No_tensor_is_leaked([ValueSource(nameof(Keys))] string key)
    {
        using var student = Features(1, 3);
        foreach (var loss in Variants(key))
        {
            using var teacher = Features(2, Channels(loss));
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            loss.Compute([new(student, teacher)]).Dispose();
            Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
        }
    }

    // As its authors use it, and a few points of its space.
    private static IEnumerable<IFeatureLoss> Variants(string key)
    {
        yield return Losses[key].Create(Configuration.Empty);
        var space = new Space(Losses[key].Parameters);
        for (var i = 0; i < 6; i++)
            yield return Losses[key].Create(space.Draw(Seed.For(1, "variants", i)));
    }

    // A loss that brings a regressor compares what has the teacher's width already.
    private static int Channels(IFeatureLoss loss) => loss.Extend(Small, Small).Equals(Small) ? 5 : 3;

    private static double Value(IFeatureLoss loss, Tensor student, Tensor teacher)
    {
        using var value = loss.Compute([new(student, teacher)]);
        return value.item<double>();
    }

    // Four examples of maps of 2×2.
    private static Tensor Features(ulong seed, int channels)
    {
        var random = new Pcg(seed);
        var values = new double[4 * channels * 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = (2 * random.NextDouble()) - 1;
        return tensor(values, [4, channels, 2, 2]);
    }
}
