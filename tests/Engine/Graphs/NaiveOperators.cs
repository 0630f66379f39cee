using System.Collections.Immutable;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Graphs;

/// <summary>Operators by their formula, in double precision, one number after the other.</summary>
internal static class NaiveOperators
{
    /// <summary>Odd and even sides, one channel and several; even and uneven windows and borders.</summary>
    public static ImmutableArray<(Operator Operator, Shape[] Inputs)> All { get; } =
    [
        .. Shapes().SelectMany(s => Functions().Select(f => (f, (Shape[])[s]))),
        .. Shapes()
            .Select(s => ((Operator)new ChannelSlice(s.Channels / 3, (s.Channels + 1) / 2), (Shape[])[s])),
        .. Shapes()
            .Where(s => s.Rank == 3)
            .SelectMany(s =>
                Enumerable
                    .Range(1, 3)
                    .Where(g => s.Channels % g == 0)
                    .Select(g => ((Operator)new ChannelShuffle(g), (Shape[])[s]))
            ),
        .. Shapes().Select(s => ((Operator)new Gate(), (Shape[])[s, s])),
        .. Shapes()
            .Where(s => s.Rank == 3)
            .Select(s => ((Operator)new Gate(), (Shape[])[s, Shape.Of(s.Channels, 1, 1)])),
        .. Shapes().Where(s => s.Rank == 3).SelectMany(s => Pools().Select(p => (p, (Shape[])[s]))),
    ];

    /// <summary>The value, and the gradients of Σ value · weights by every input and tensor, by central differences.</summary>
    public static Tensor[] Gradients(Operator op, Shape[] shapes, Tensor[] given)
    {
        const double step = 1e-6;
        double[][] numbers = [.. given.Select(v => v.to(float64).contiguous().data<double>().ToArray())];
        var shape = op.InferShape([.. shapes]);
        var like = zeros([given[0].shape[0], .. shape.Dimensions.Select(d => (long)d)], dtype: float64);
        var pull = ConvFormula.Weights(like).data<double>().ToArray();
        double Pulled() => Value(op, shapes, numbers).Zip(pull, (v, p) => v * p).Sum();
        var gradients = new List<Tensor> { tensor(Value(op, shapes, numbers)).reshape(like.shape) };
        for (var i = 0; i < given.Length; i++)
        {
            var gradient = new double[numbers[i].Length];
            for (var e = 0; e < gradient.Length; e++)
            {
                var at = numbers[i][e];
                numbers[i][e] = at + step;
                var above = Pulled();
                numbers[i][e] = at - step;
                gradient[e] = (above - Pulled()) / (2 * step);
                numbers[i][e] = at;
            }
            gradients.Add(tensor(gradient).reshape(given[i].shape));
        }
        return [.. gradients];
    }

    private static IEnumerable<Shape> Shapes() =>
        [Shape.Of(1, 5, 4), Shape.Of(3, 4, 5), Shape.Of(6, 3, 3), Shape.Of(9)];

    private static IEnumerable<Operator> Functions() =>
        [
            new Sigmoid(),
            new HardSigmoid(),
            new HardSigmoid(0.4, 0.3),
            new Silu(),
            new LeakyRelu(),
            new LeakyRelu(0.3),
            new PRelu(),
            new Elu(),
            new Elu(0.7),
            new Gelu(),
            new Gelu(IsTanh: true),
            new Tanh(),
        ];

    private static IEnumerable<Operator> Pools() =>
        [
            new MaxPool(new Extent(2, 1)),
            new MaxPool(3, new Extent(1, 2), new Border(0, 0, 1, 1)),
            new MaxPool(new Extent(3, 2), 2, new Border(2, 0, 1, 1)),
            new MaxPool(3, 2, 2),
            new AvgPool(new Extent(1, 3), 1, new Border(0, 1, 0, 1)),
            new AvgPool(3, 2, 1, CountPadding: false),
            new AvgPool(3, new Extent(2, 1), new Border(0, 0, 1, 1)),
            new AvgPool(new Extent(2, 3), 1, new Border(1, 2, 0, 1), CountPadding: false),
            new AvgPool(3, 3, 2, CountPadding: false),
        ];

    private static double[] Value(Operator op, Shape[] shapes, double[][] given) =>
        op switch
        {
            Sigmoid => [.. given[0].Select(Logistic)],
            HardSigmoid hard => [.. given[0].Select(x => Math.Clamp((hard.Alpha * x) + hard.Beta, 0, 1))],
            Silu => [.. given[0].Select(x => x * Logistic(x))],
            LeakyRelu leaky => [.. given[0].Select(x => x < 0 ? leaky.Slope * x : x)],
            PRelu =>
            [
                .. given[0]
                    .Select((x, e) => x < 0 ? given[1][e / shapes[0].Positions % shapes[0].Channels] * x : x),
            ],
            Elu elu => [.. given[0].Select(x => x < 0 ? elu.Alpha * (Math.Exp(x) - 1) : x)],
            Gelu { IsTanh: true } =>
            [
                .. given[0]
                    .Select(x =>
                        x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * Math.Pow(x, 3)))))
                    ),
            ],
            Gelu => [.. given[0].Select(x => x / 2 * (1 + Erf(x / Math.Sqrt(2))))],
            Tanh => [.. given[0].Select(x => (2 * Logistic(2 * x)) - 1)],
            ChannelSlice slice => Rearranged(shapes[0], given[0], slice.Count, c => slice.Start + c),
            ChannelShuffle shuffle => Rearranged(
                shapes[0],
                given[0],
                shapes[0].Channels,
                c => (c % shuffle.Groups * (shapes[0].Channels / shuffle.Groups)) + (c / shuffle.Groups)
            ),
            Gate => [.. given[0].Select((x, e) => x * given[1][e / (given[0].Length / given[1].Length)])],
            MaxPool pool => Slide(
                pool.Kernel,
                pool.Stride,
                pool.Padding,
                shapes[0],
                given[0],
                seen => seen.Max()
            ),
            AvgPool pool => Slide(
                pool.Kernel,
                pool.Stride,
                pool.Padding,
                shapes[0],
                given[0],
                seen => seen.Sum() / (pool.CountPadding ? pool.Kernel.Area : seen.Count)
            ),
            _ => throw new ArgumentException($"No formula for {op}.", nameof(op)),
        };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    // 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), for x that are not large.
    private static double Erf(double x)
    {
        var (sum, power) = (0.0, x);
        for (var n = 0; n < 60; n++)
        {
            sum += power / ((2 * n) + 1);
            power *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    // Each channel of a value is the channel of the input that a rule says.
    private static double[] Rearranged(Shape shape, double[] given, int count, Func<int, int> from) =>
        [
            .. Enumerable
                .Range(0, given.Length / shape.Elements)
                .SelectMany(n =>
                    Enumerable
                        .Range(0, count)
                        .SelectMany(c =>
                            given
                                .Skip((n * shape.Elements) + (from(c) * shape.Positions))
                                .Take(shape.Positions)
                        )
                ),
        ];

    private static double[] Slide(
        Extent kernel,
        Extent stride,
        Border border,
        Shape shape,
        double[] maps,
        Func<List<double>, double> pool
    )
    {
        var (height, width) = (shape[1], shape[2]);
        var pooled = new List<double>();
        for (var from = 0; from < maps.Length; from += height * width)
        for (var top = -border.Top; top + kernel.Height <= height + border.Bottom; top += stride.Height)
        for (var left = -border.Left; left + kernel.Width <= width + border.Right; left += stride.Width)
        {
            var seen = new List<double>();
            for (var r = Math.Max(top, 0); r < Math.Min(top + kernel.Height, height); r++)
            for (var c = Math.Max(left, 0); c < Math.Min(left + kernel.Width, width); c++)
                seen.Add(maps[from + (r * width) + c]);
            pooled.Add(pool(seen));
        }
        return [.. pooled];
    }
}
