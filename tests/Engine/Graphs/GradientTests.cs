using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Graphs;

/// <summary>
/// Values and gradients of every operator, in single precision and in every layout that networks use, against the same in
/// double precision: of convolutions by their formula, of the others by libtorch's plain kernels, which share no code with oneDNN.
/// </summary>
public sealed class GradientTests
{
    private const int Batch = 2;

    private static readonly ImmutableArray<(Operator Operator, Shape[] Inputs)> Others =
    [
        (new BatchNorm(), [Shape.Of(5, 6, 7)]),
        (new BatchNorm(), [Shape.Of(9)]),
        (new Relu(), [Shape.Of(5, 6, 7)]),
        (new Relu6(), [Shape.Of(5, 6, 7)]),
        (new HardSwish(), [Shape.Of(5, 6, 7)]),
        (new MaxPool(2, 2), [Shape.Of(5, 6, 7)]),
        (new MaxPool(3, 2, 1), [Shape.Of(5, 6, 7)]),
        (new AvgPool(2, 2), [Shape.Of(5, 6, 7)]),
        (new AvgPool(3, 1, 1), [Shape.Of(5, 6, 7)]),
        (new GlobalAvgPool(), [Shape.Of(5, 6, 7)]),
        (new Flatten(), [Shape.Of(5, 6, 7)]),
        (new Linear(4), [Shape.Of(9)]),
        (new Linear(4, Bias: false), [Shape.Of(9)]),
        (new Add(), [Shape.Of(5, 6, 7), Shape.Of(5, 6, 7)]),
        (new Concat(), [Shape.Of(5, 6, 7), Shape.Of(3, 6, 7)]),
        (new MeanProbabilities(), [Shape.Of(4), Shape.Of(4)]),
        (new Dropout(0), [Shape.Of(9)]),
        .. NaiveOperators.All,
        (new FakeQuantize(), [Shape.Of(5, 6, 7)]),
        (new FakeQuantize(IsSymmetric: true), [Shape.Of(5, 6, 7)]),
        (new Output(), [Shape.Of(9)]),
    ];

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [TearDown]
    public void OneThread() => set_num_threads(1);

    [Test]
    public void Convolutions_have_the_values_and_gradients_of_their_formula([Range(1, 17)] int channels)
    {
        foreach (var conv in Convolutions(channels).Concat(UnevenConvolutions(channels)))
        foreach (var (height, width) in ((int, int)[])[(7, 7), (8, 8), (7, 8)])
        {
            using var scope = NewDisposeScope();
            var inputs = Draw(
                conv,
                [Shape.Of(channels, height, width)],
                Seed.For((ulong)channels, $"gradients {conv} {height}")
            );
            var exact = ConvFormula.Gradients(conv, inputs);
            foreach (var threads in (int[])[1, 2])
            foreach (var channelsLast in (bool[])[false, true])
            {
                set_num_threads(threads);
                var found = Gradients(conv, [.. inputs.Select(v => Placed(v, channelsLast))], 1);
                Compare(
                    $"{conv} at {height}×{width}, {threads} threads, channels last {channelsLast}",
                    found,
                    exact
                );
            }
        }
    }

    [Test]
    public void Other_operators_have_the_values_and_gradients_of_double_precision(
        [Values(1, 2)] int threads,
        [Values] bool channelsLast
    )
    {
        set_num_threads(threads);
        foreach (var (op, shapes) in Others)
        {
            using var scope = NewDisposeScope();
            var inputs = Draw(op, shapes, Seed.For(1, $"gradients {op}"));
            var found = Gradients(op, [.. inputs.Select(v => Placed(v, channelsLast))], shapes.Length);
            var exact = Gradients(op, [.. inputs.Select(v => v.to(float64))], shapes.Length);
            Compare($"{op}", found, exact);
        }
    }

    [Test]
    public void Operators_of_networks_that_people_bring_have_the_values_and_gradients_of_their_formula(
        [Values(1, 2)] int threads,
        [Values] bool channelsLast
    )
    {
        set_num_threads(threads);
        foreach (var (op, shapes) in NaiveOperators.All)
        {
            using var scope = NewDisposeScope();
            var inputs = Draw(op, shapes, Seed.For(2, $"gradients {op} {shapes[0]}"));
            var found = Gradients(op, [.. inputs.Select(v => Placed(v, channelsLast))], shapes.Length);
            Compare($"{op} of {shapes[0]}", found, NaiveOperators.Gradients(op, shapes, inputs));
        }
    }

    [Test]
    public void No_operator_is_left_out() =>
        Assert.That(
            Others
                .Select(o => o.Operator.Kind)
                .Append(new Conv(1, 1).Kind)
                .Append(new Input(Shape.Of(1)).Kind)
                // It has no gradient.
                .Append(new BlackBox("", 0, 1).Kind)
                .Distinct(),
            Is.EquivalentTo(OperatorFormat.Kinds)
        );

    private static IEnumerable<Conv> Convolutions(int channels) =>
        from groups in (int[])[1, channels, channels % 2 == 0 ? 2 : 1]
        from kernel in (int[])[1, 3]
        from stride in (int[])[1, 2]
        // Outputs that fill a vector, and outputs that do not.
        from outputs in groups == 1 ? (int[])[6, 16] : [2 * channels]
        select new Conv(outputs, kernel, stride, kernel / 2, groups);

    // Windows, strides, borders and dilations that are not the same in both directions, and 1×1 kernels that pick pixels.
    private static IEnumerable<Conv> UnevenConvolutions(int channels) =>
        from groups in (int[])[1, channels]
        from conv in (Conv[])
            [
                new(0, 1, new Extent(2, 1)),
                new(0, 1, new Extent(1, 3), new Border(0, 1, 0, 1), Dilation: 2),
                new(0, 1, 2, new Border(1, 0, 0, 1)),
                new(0, new Extent(1, 3), new Extent(1, 2), new Border(0, 1, 0, 1)),
                new(0, new Extent(3, 1), 2, new Border(0, 0, 1, 0)),
                new(0, new Extent(2, 5), new Extent(2, 1), new Border(0, 2, 1, 2)),
                new(0, 3, 1, 2, Dilation: 2),
                new(0, 3, new Extent(1, 2), new Border(2, 0, 1, 3), Dilation: new Extent(1, 3)),
            ]
        select conv with
        {
            Out = groups == 1 ? 6 : 2 * channels,
            Groups = groups,
        };

    // Inputs first, then the operator's tensors.
    private static Tensor[] Draw(Operator op, Shape[] shapes, Random random) =>
        [
            .. shapes.Select(s => Draw([Batch, .. s.Dimensions.Select(d => (long)d)], random)),
            .. op.Tensors([.. shapes])
                .Select(t =>
                    t.Role switch
                    {
                        TensorRole.RangeLow => tensor(-1.5f).reshape(1),
                        TensorRole.RangeHigh => tensor(1.75f).reshape(1),
                        TensorRole.RunningVariance => ones([.. t.Shape]),
                        _ => Draw([.. t.Shape], random),
                    }
                ),
        ];

    private static Tensor Draw(long[] shape, Random random)
    {
        var count = shape.Aggregate(1L, (n, d) => n * d);
        return tensor([
                .. Enumerable.Range(0, (int)count).Select(_ => (float)((random.NextDouble() * 4) - 2)),
            ])
            .reshape(shape);
    }

    private static Tensor Placed(Tensor values, bool channelsLast) =>
        channelsLast && values.dim() == 4
            ? values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
            : values.clone();

    /// <summary>The value, and the gradient of Σ value · w for fixed w by every input and every tensor that has one.</summary>
    private static Tensor[] Gradients(Operator op, Tensor[] given, int inputs)
    {
        var leaves = given.Select(v => v.detach().requires_grad_()).ToArray();
        // A leaf cannot be changed in place, as running statistics are.
        for (var i = inputs; i < leaves.Length; i++)
            if (op is BatchNorm && i >= inputs + 2 || op is FakeQuantize)
                leaves[i] = given[i].detach();
        var value = op.Forward(leaves[..inputs], leaves[inputs..], training: op is not Dropout);
        (value * ConvFormula.Weights(value)).sum().backward();
        return [value.detach(), .. leaves.Where(v => v.requires_grad).Select(v => v.grad!)];
    }

    private static void Compare(string what, Tensor[] found, Tensor[] exact)
    {
        Assert.That(found, Has.Length.EqualTo(exact.Length));
        for (var i = 0; i < found.Length; i++)
        {
            var scale = Math.Max(1, exact[i].abs().max().item<double>());
            var error = (found[i].to(float64) - exact[i]).abs().max().item<double>() / scale;
            Assert.That(error, Is.LessThan(2e-5), $"{what}: {(i == 0 ? "value" : $"gradient {i}")}");
        }
    }
}
