using System.Numerics;
using System.Runtime.InteropServices;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>L with L·Lᵀ = A for a symmetric positive definite A, row by row so that all inner products are contiguous.</summary>
/// <remarks>
/// A Gaussian process factorises hundreds of matrices of some hundred rows per suggestion; a plain row-oriented
/// factorisation with SIMD inner products takes a fraction of the time of a general library's at that size.
/// </remarks>
internal static class Cholesky
{
    /// <summary>Overwrites the lower triangle of A with L.</summary>
    /// <returns>False where A is not positive definite to working precision; A is then spoilt.</returns>
    public static bool TryFactorise(double[][] a)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var row = a[i];
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - Dot(row.AsSpan(0, j), a[j].AsSpan(0, j))) / a[j][j];
            var pivot = row[i] - Dot(row.AsSpan(0, i), row.AsSpan(0, i));
            if (!(pivot > 0))
                return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>Solves L·x = b in place.</summary>
    public static void SolveLower(double[][] l, Span<double> b)
    {
        for (var i = 0; i < b.Length; i++)
            b[i] = (b[i] - Dot(l[i].AsSpan(0, i), b[..i])) / l[i][i];
    }

    /// <summary>Solves Lᵀ·x = b in place.</summary>
    public static void SolveUpper(double[][] l, Span<double> b)
    {
        for (var i = b.Length - 1; i >= 0; i--)
        {
            b[i] /= l[i][i];
            AddScaled(b[..i], l[i].AsSpan(0, i), -b[i]);
        }
    }

    /// <summary>L⁻¹ transposed: row j holds column j of L⁻¹, which is zero before j.</summary>
    public static double[][] InverseTransposed(double[][] l)
    {
        var n = l.Length;
        var inverse = new double[n][];
        for (var j = 0; j < n; j++)
        {
            var column = inverse[j] = new double[n];
            column[j] = 1 / l[j][j];
            for (var i = j + 1; i < n; i++)
                column[i] = -Dot(l[i].AsSpan(j, i - j), column.AsSpan(j, i - j)) / l[i][i];
        }
        return inverse;
    }

    /// <summary>Σ aᵢ·bᵢ.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var va = MemoryMarshal.Cast<double, Vector<double>>(a);
        var vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < va.Length; i++)
            sums += va[i] * vb[i];
        var sum = Vector.Sum(sums);
        for (var i = va.Length * Vector<double>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(Span<double> to, ReadOnlySpan<double> what, double by)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += by * what[i];
    }
}
