using CsCheck;
using Slimfront.Engine.Distillation.Losses;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Distillation.Losses;

public sealed class SoftTargetTests
{
    private static readonly Gen<float[][]> Logits = Gen.Float[-8, 8].Array[4].Array[3];

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    // The traps of other implementations: a mean over classes too, a forgotten T², a forgotten weight.
    [TestCase(1, 1)]
    [TestCase(4, 0.9)]
    [TestCase(20, 0.1)]
    public void It_is_alpha_T2_KL_summed_over_classes_and_averaged_over_the_batch(
        double temperature,
        double alpha
    ) =>
        Gen.Select(Logits, Logits)
            .Sample(
                (student, teacher) =>
                    Math.Abs(
                        Loss(student, teacher, temperature, alpha)
                            - ByHand(student, teacher, temperature, alpha)
                    )
                    < 1e-4 * (1 + ByHand(student, teacher, temperature, alpha)),
                iter: 50
            );

    [Test]
    public void A_value_worked_out_on_paper()
    {
        // T = 2: the teacher's probabilities are (3/4, 1/4), the student's (1/2, 1/2).
        float[][] teacher =
        [
            [2 * MathF.Log(3), 0],
        ];
        var kl = (0.75 * Math.Log(1.5)) + (0.25 * Math.Log(0.5));
        Assert.That(
            Loss(
                [
                    [0, 0],
                ],
                teacher,
                2,
                0.5
            ),
            Is.EqualTo(0.5 * 4 * kl).Within(1e-6)
        );
    }

    [Test]
    public void The_labels_get_what_the_teacher_leaves() =>
        Assert.That(new SoftTarget(4, 0.9).LabelWeight, Is.EqualTo(0.1).Within(1e-12));

    [Test]
    public void It_is_zero_when_the_student_equals_the_teacher() =>
        Logits.Sample(logits => Math.Abs(Loss(logits, logits, 3, 1)) < 1e-5, iter: 50);

    [Test]
    public void Extreme_logits_give_a_finite_loss()
    {
        float[][] one =
        [
            [1e4f, -1e4f, 0, 0],
        ];
        float[][] other =
        [
            [-1e4f, 1e4f, 0, 0],
        ];
        Assert.That(Loss(one, other, 1, 1), Is.EqualTo(2e4).Within(1));
        Assert.That(Loss(other, one, 20, 1), Is.Positive.And.LessThan(double.PositiveInfinity));
    }

    [Test]
    public void The_order_of_the_batch_does_not_matter() =>
        Gen.Select(Logits, Logits)
            .Sample(
                (student, teacher) =>
                    Math.Abs(
                        Loss(student, teacher, 2, 1)
                            - Loss(
                                [.. student.AsEnumerable().Reverse()],
                                [.. teacher.AsEnumerable().Reverse()],
                                2,
                                1
                            )
                    ) < 1e-4,
                iter: 20
            );

    [Test]
    public void The_gradient_reaches_the_student_and_keeps_its_size_when_the_temperature_changes()
    {
        // For small logits the gradient is alpha·(z_s − z_t)/(N·classes), whatever T is (Hinton et al., equation 4).
        using var scope = NewDisposeScope();
        foreach (var temperature in (double[])[5, 10, 20])
        {
            var student = tensor((float[])[0.1f, -0.1f]).reshape(1, 2).requires_grad_();
            var teacher = tensor((float[])[-0.1f, 0.1f]).reshape(1, 2).requires_grad_();
            using (no_grad())
                Assert.That(teacher.grad, Is.Null);
            new SoftTarget(temperature, 1).Compute(Wrap(student), Wrap(teacher.detach())).backward();
            Assert.That(student.grad!.data<float>()[0], Is.EqualTo(0.1).Within(1e-3), $"T = {temperature}");
            Assert.That(teacher.grad, Is.Null);
        }
    }

    [Test]
    public void No_tensor_is_leaked() =>
        Leaks.None(() =>
        {
            using var logits = zeros(1, 3);
            new SoftTarget(4, 0.5).Compute(Wrap(logits), Wrap(logits)).Dispose();
        });

    private static double Loss(float[][] student, float[][] teacher, double temperature, double alpha)
    {
        using var scope = NewDisposeScope();
        return new SoftTarget(temperature, alpha)
            .Compute(Wrap(Matrix(student)), Wrap(Matrix(teacher)))
            .item<float>();
    }

    private static double ByHand(float[][] student, float[][] teacher, double temperature, double alpha)
    {
        var sum = 0.0;
        for (var n = 0; n < student.Length; n++)
        {
            var (p, q) = (Softmax(teacher[n], temperature), Softmax(student[n], temperature));
            for (var k = 0; k < p.Length; k++)
                sum += p[k] * (Math.Log(p[k]) - Math.Log(q[k]));
        }
        return alpha * temperature * temperature * sum / student.Length;
    }

    private static double[] Softmax(float[] logits, double temperature)
    {
        var powers = logits.Select(z => Math.Exp(z / temperature)).ToArray();
        return [.. powers.Select(e => e / powers.Sum())];
    }

    private static Tensor Matrix(float[][] rows) =>
        tensor(rows.SelectMany(r => r).ToArray()).reshape(rows.Length, rows[0].Length);

    private static Activations Wrap(Tensor logits) => new(logits, new Dictionary<string, Tensor>());
}
