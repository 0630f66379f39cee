using Slimfront.Engine.Distillation;
using Slimfront.Engine.Distillation.Features;
using Slimfront.Engine.Native;
using static Slimfront.Engine.Tests.Distillation.FeatureFormulas;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Distillation;

public sealed class FeatureLossTests
{
    // Three examples; the teacher has other channels.
    private static readonly double[][] Student =
    [
        [0.5, -1, 2, 0.25],
        [1.5, 0, -0.5, 1],
        [-1, 2, 0.75, -2],
    ];

    private static readonly double[][] Teacher =
    [
        [1, 0.5, -1, 2, 0.5, 1],
        [0, 1, 1, -1, 2, 0.25],
        [2, -2, 0.5, 0, 1, -1],
    ];

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [TestCase(1.0)]
    [TestCase(3000.0)]
    public void Similarity_preserving_is_the_squared_difference_of_rows_of_unit_length(double weight)
    {
        var loss = Loss(new SimilarityPreserving(weight, 1), Student, Teacher);
        Assert.That(loss, Near(weight * Similarity(p: 2)));
        Assert.That(loss, Is.Not.EqualTo(weight * Similarity(p: 1)).Within(1).Percent, "rows of L1 length 1");
    }

    [Test]
    public void Similarity_preserving_of_a_case_worked_out_on_paper()
    {
        // G of the student is the identity; of the teacher, rows (1,1)/√2.
        var loss = Loss(
            new SimilarityPreserving(1, 1),
            [
                [1, 0],
                [0, 1],
            ],
            [
                [3],
                [3],
            ]
        );
        var root = 1 / Math.Sqrt(2);
        Assert.That(loss, Near(2 * (((1 - root) * (1 - root)) + (root * root)) / 4));
    }

    [Test]
    public void Rkd_distance_is_relative_to_the_mean_distance_between_different_examples()
    {
        var (s, t) = (Distances(Student), Distances(Teacher));
        var expected = Mean(s, t, (a, b) => SmoothL1(a - b));
        Assert.That(Loss(new RkdDistance(25), Student, Teacher), Near(25 * expected));
        var doubled = Student.Select(r => r.Select(v => 2 * v).ToArray()).ToArray();
        Assert.That(Loss(new RkdDistance(25), doubled, Teacher), Near(25 * expected), "scale plays no part");

        // With a mean over all pairs, those of an example with itself included, distances would be 3/2 times as long.
        var wrong = Mean(s, t, (a, b) => SmoothL1(1.5 * (a - b)));
        Assert.That(wrong, Is.Not.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void Rkd_distance_of_a_case_worked_out_on_paper()
    {
        // Distances 1, 1, 2 against 1, 1, 1: relative 3/4, 3/4, 3/2 against 1; each twice, of nine pairs.
        var triangle = new double[][] { [0, 0], [1, 0], [0.5, Math.Sqrt(0.75)] };
        var expected = 2 * 0.5 * ((2 * 0.0625) + 0.25) / 9;
        Assert.That(
            Loss(
                new RkdDistance(1),
                [
                    [0],
                    [1],
                    [2],
                ],
                triangle
            ),
            Near(expected)
        );
    }

    [Test]
    public void Rkd_angle_is_the_difference_of_the_cosines_of_all_triplets()
    {
        var sum = 0.0;
        for (var i = 0; i < 3; i++)
        for (var j = 0; j < 3; j++)
        for (var k = 0; k < 3; k++)
            sum += SmoothL1(Cosine(Student, i, j, k) - Cosine(Teacher, i, j, k));
        Assert.That(Loss(new RkdAngle(50), Student, Teacher), Near(50 * sum / 27));
    }

    [Test]
    public void Rkd_angle_of_a_case_worked_out_on_paper()
    {
        // On a line the cosines are 1, −1, 1; in an equilateral triangle 1/2. Each twice, of 27 triplets.
        var triangle = new double[][] { [0, 0], [1, 0], [0.5, Math.Sqrt(0.75)] };
        var expected = 2 * (0.125 + 1 + 0.125) / 27;
        Assert.That(
            Loss(
                new RkdAngle(1),
                [
                    [0],
                    [1],
                    [2],
                ],
                triangle
            ),
            Near(expected)
        );
    }

    [Test]
    public void Relations_are_defined_for_one_example_and_for_examples_that_coincide()
    {
        foreach (var loss in (IFeatureLoss[])[new RkdDistance(25), new RkdAngle(50)])
        foreach (
            var rows in (double[][][])
                [
                    [
                        [1, 2],
                    ],
                    [
                        [1, 2],
                        [1, 2],
                    ],
                    [
                        [1, 2],
                        [1, 2],
                        [3, 1],
                    ],
                ]
        )
        {
            using var scope = NewDisposeScope();
            var student = Matrix(rows).requires_grad_();
            var teacher = Matrix([.. Teacher.Take(rows.Length)]);
            var value = loss.Compute([new(student, teacher)]);
            value.backward();
            Assert.That(double.IsFinite(value.item<double>()), $"{loss} of {rows.Length}");
            Assert.That(student.grad!.isfinite().all().item<bool>(), $"gradient of {loss}");
            if (rows.Length == 1)
                Assert.That(value.item<double>(), Is.Zero);
        }
    }

    [Test]
    public void Attention_is_compared_by_equation_2_or_as_the_authors_code_does()
    {
        // Two channels of 1×2 against three channels of 1×2.
        var (s, t) = (Student.Select(r => Attention(r, 2)), Teacher.Select(r => Attention(r, 3)));
        var squares = s.Zip(t, (a, b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()).ToArray();
        var paper = 0.5 * squares.Average(Math.Sqrt);
        var code = squares.Average() / 2;
        Assert.That(Loss(new AttentionTransfer(true, 1, 1), Student, Teacher, 2, 3), Near(paper));
        Assert.That(Loss(new AttentionTransfer(false, 1000, 1), Student, Teacher, 2, 3), Near(1000 * code));
        Assert.That(paper, Is.Not.EqualTo(code).Within(1).Percent);
    }

    [Test]
    public void Attention_of_a_case_worked_out_on_paper()
    {
        // Squares (9, 16)/√337 against (1, 0); the difference is squared after normalising.
        var distance = Math.Pow((9 / Math.Sqrt(337)) - 1, 2) + (256 / 337.0);
        Assert.That(
            Loss(
                new AttentionTransfer(true, 4, 1),
                [
                    [3, 4],
                ],
                [
                    [7, 0],
                ],
                1,
                1
            ),
            Near(2 * Math.Sqrt(distance))
        );
    }

    [Test]
    public void The_larger_map_is_averaged_down_to_the_smaller()
    {
        using var scope = NewDisposeScope();
        var small = tensor(new[] { 1.0, 2.0, 3.0, 4.0 }).reshape(1, 1, 2, 2);
        var large = small.repeat_interleave(2, 2).repeat_interleave(2, 3);
        var loss = new AttentionTransfer(true, 1, 1);
        Assert.That(loss.Compute([new(large, small)]).item<double>(), Is.Zero.Within(1e-12));
        Assert.That(loss.Compute([new(small, large)]).item<double>(), Is.Zero.Within(1e-12));
    }

    private static NUnit.Framework.Constraints.EqualNumericWithoutUsingConstraint<double> Near(
        double value
    ) => Is.EqualTo(value).Within(1e-6 * Math.Abs(value));

    private static double Loss(
        IFeatureLoss loss,
        double[][] student,
        double[][] teacher,
        int studentChannels = 0,
        int teacherChannels = 0
    )
    {
        using var scope = NewDisposeScope();
        var pair = new FeaturePair(Maps(student, studentChannels), Maps(teacher, teacherChannels));
        return loss.Compute([pair]).item<double>();
    }

    private static Tensor Maps(double[][] rows, int channels) =>
        channels == 0 ? Matrix(rows) : Matrix(rows).reshape(rows.Length, channels, 1, -1);

    private static Tensor Matrix(double[][] rows) =>
        tensor(rows.SelectMany(r => r).ToArray()).reshape(rows.Length, rows[0].Length);

    private static double Similarity(int p)
    {
        var (s, t) = (Gram(Student, p), Gram(Teacher, p));
        return Mean(s, t, (a, b) => (a - b) * (a - b));
    }
}
