using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Graphs;

/// <summary>A convolution and its gradients by their formula, in double precision, one product after the other.</summary>
internal static class ConvFormula
{
    /// <summary>Fixed weights for every element of a value: neither equal nor of one sign.</summary>
    public static Tensor Weights(Tensor value) =>
        (arange(value.numel(), dtype: float64) * 0.7).sin().reshape(value.shape).to(value.dtype);

    /// <summary>
    /// y[n,o,p,q] = b[o] + Σ x[n,c,p·s+i·d−top,q·s+j·d−left] · w[o,c,i,j], and the gradients of Σ y · weights by x, w and b.
    /// </summary>
    public static Tensor[] Gradients(Conv conv, Tensor[] given)
    {
        var shape = conv.InferShape([Shape.Of([.. given[0].shape.Skip(1).Select(d => (int)d)])]);
        var like = zeros([given[0].shape[0], .. shape.Dimensions.Select(d => (long)d)], dtype: float64);
        var (x, w, b) = (given[0], given[1], given[2]);
        var (xs, ws, bs) = (Doubles(x), Doubles(w), Doubles(b));
        var pull = Doubles(Weights(like));
        var (y, dx, dw, db) = (
            new double[pull.Length],
            new double[xs.Length],
            new double[ws.Length],
            new double[bs.Length]
        );
        var (channels, height, width) = (x.shape[1], x.shape[2], x.shape[3]);
        var (outputs, rows, columns) = (like.shape[1], like.shape[2], like.shape[3]);
        var (perGroup, tall, wide) = (w.shape[1], conv.Kernel.Height, conv.Kernel.Width);
        for (var n = 0L; n < x.shape[0]; n++)
        for (var o = 0L; o < outputs; o++)
        for (var p = 0L; p < rows; p++)
        for (var q = 0L; q < columns; q++)
        {
            var at = (((n * outputs) + o) * rows + p) * columns + q;
            y[at] = bs[o];
            db[o] += pull[at];
            for (var c = 0L; c < perGroup; c++)
            for (var i = 0; i < tall; i++)
            for (var j = 0; j < wide; j++)
            {
                var (r, s) = (
                    (p * conv.Stride.Height) + (i * conv.Dilation.Height) - conv.Padding.Top,
                    (q * conv.Stride.Width) + (j * conv.Dilation.Width) - conv.Padding.Left
                );
                if (r < 0 || r >= height || s < 0 || s >= width)
                    continue;
                var from = (o / (outputs / conv.Groups) * perGroup) + c;
                var (xAt, wAt) = (
                    (((n * channels) + from) * height + r) * width + s,
                    (((o * perGroup) + c) * tall + i) * wide + j
                );
                y[at] += xs[xAt] * ws[wAt];
                dx[xAt] += pull[at] * ws[wAt];
                dw[wAt] += pull[at] * xs[xAt];
            }
        }
        return
        [
            tensor(y).reshape(like.shape),
            tensor(dx).reshape(x.shape),
            tensor(dw).reshape(w.shape),
            tensor(db).reshape(b.shape),
        ];
    }

    private static double[] Doubles(Tensor values) =>
        values.to(float64).contiguous().data<double>().ToArray();
}
