using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading;

/// <summary>A chain of multiplications and divisions as one product: k · a · b · ….</summary>
/// <param name="Factor">k: the scalars that stand in the file.</param>
/// <param name="Values">The others.</param>
/// <param name="Parts">The nodes of the chain but the last.</param>
internal sealed record Product(double Factor, ImmutableArray<string> Values, ImmutableArray<OnnxNode> Parts)
{
    private const double Rounding = 1e-5;

    /// <summary>The product that a node computes.</summary>
    /// <param name="graph">The file's graph.</param>
    /// <param name="node">The last multiplication or division.</param>
    /// <param name="whole">A value that is not taken apart.</param>
    public static Product Of(OnnxGraph graph, OnnxNode node, string? whole = null)
    {
        var values = ImmutableArray.CreateBuilder<string>();
        var parts = ImmutableArray.CreateBuilder<OnnxNode>();
        var factor = 1.0;
        Walk(node);
        return new(factor, values.ToImmutable(), parts.ToImmutable());

        void Walk(OnnxNode at)
        {
            if (at.Type == "Div")
            {
                if (graph.Scalar(at.Input(1)) is { } divisor)
                {
                    factor /= divisor;
                    Take(at.Input(0));
                }
                else
                    values.Add(at.Outputs[0]);
                return;
            }
            Take(at.Input(0));
            Take(at.Input(1));
        }

        void Take(string value)
        {
            if (graph.Scalar(value) is { } scalar)
                factor *= scalar;
            else if (value != whole && graph.Producer(value) is { Type: "Mul" or "Div" } inner)
            {
                parts.Add(inner);
                Walk(inner);
            }
            else
                values.Add(value);
        }
    }

    /// <summary>Whether k is a number, but for rounding.</summary>
    public bool Is(double factor) => IsNear(Factor, factor);

    /// <summary>The other of two factors; null if there are not two, or the one is none of them.</summary>
    public string? Beside(string value) =>
        Values.Length != 2 ? null
        : Values[0] == value ? Values[1]
        : Values[1] == value ? Values[0]
        : null;

    /// <summary>Whether a number is another one, but for rounding.</summary>
    public static bool IsNear(double one, double other) =>
        Math.Abs(one - other) <= Rounding * Math.Max(Math.Abs(one), Math.Abs(other));
}
