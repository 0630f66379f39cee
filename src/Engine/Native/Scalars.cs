using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Native;

/// <summary>Numbers as TorchSharp takes them, kept alive while native code reads them.</summary>
/// <remarks>
/// TorchSharp hands the native address of a <see cref="Scalar"/> to native code and nothing else holds on to the object,
/// also where an operator makes it: a collection in that moment finalizes it, and the native call reads freed memory. The
/// call fails then, about once in 10,000 under constant collection, with "Expected false to be true". So the engine takes every number from
/// here, and sums and squares, which TorchSharp computes with numbers of its own making, too. A test looks for others.
/// </remarks>
public static class Scalars
{
    private const int Kept = 256;

    [ThreadStatic]
    private static Scalar?[]? Recent;

    [ThreadStatic]
    private static int Next;

    /// <summary>A number for the call at hand: it is gone after 256 further ones on this thread.</summary>
    public static Scalar Of(double value) => Keep(value);

    /// <inheritdoc cref="Of(double)"/>
    public static Scalar Of(long value) => Keep(value);

    /// <summary>left + right.</summary>
    public static Tensor Plus(this Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.add(right, Of(1));
    }

    /// <summary>left + right.</summary>
    public static Tensor Plus(this Tensor left, double right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.add(Of(right), Of(1));
    }

    /// <summary>Adds to a tensor in place.</summary>
    public static Tensor Add(this Tensor target, Tensor more)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(more);
        return target.add_(more, Of(1));
    }

    /// <summary>left · right.</summary>
    public static Tensor Times(this Tensor left, double right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.mul(Of(right));
    }

    /// <summary>Each element times itself.</summary>
    public static Tensor Squared(this Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.pow(Of(2));
    }

    private static Scalar Keep(Scalar value)
    {
        var kept = Recent ??= new Scalar?[Kept];
        kept[Next]?.Dispose();
        kept[Next] = value;
        Next = (Next + 1) % Kept;
        return value;
    }
}
