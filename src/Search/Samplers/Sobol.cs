using System.Collections.Immutable;

namespace Slimfront.Search.Samplers;

/// <summary>The Sobol sequence: points of the unit cube of which every power-of-two block is evenly spread.</summary>
/// <remarks>
/// Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30;
/// direction numbers from their table new-joe-kuo-6.21201. Points come in Gray-code order (Antonov and Saleev 1979),
/// with 32 bits.
/// </remarks>
public static class Sobol
{
    private const int Bits = 32;
    private static readonly ImmutableArray<uint[]> Directions = [.. DirectionNumbers.Rows.Select(Expand)];

    /// <summary>The number of dimensions there are direction numbers for.</summary>
    public static int Dimensions => Directions.Length;

    /// <summary>A coordinate of a point, in [0, 1).</summary>
    /// <param name="index">Which point, from 0; point 0 is the origin.</param>
    /// <param name="dimension">Which coordinate, from 0.</param>
    public static double Coordinate(uint index, int dimension) => ToUnit(Point(index, dimension));

    /// <summary>A coordinate of a point after Owen's nested uniform scrambling.</summary>
    /// <remarks>
    /// Burley (2020), "Practical Hash-based Owen Scrambling", JCGT 9(4), with the hash of Laine and Karras (2011).
    /// </remarks>
    /// <param name="index">Which point, from 0.</param>
    /// <param name="dimension">Which coordinate, from 0.</param>
    /// <param name="seed">Another seed, another scrambling; each dimension needs its own.</param>
    public static double Scrambled(uint index, int dimension, uint seed) =>
        ToUnit(Reverse(Hash(Reverse(Point(index, dimension)), seed)));

    private static uint Point(uint index, int dimension)
    {
        var directions = Directions[dimension];
        var point = 0u;
        var gray = index ^ (index >> 1);
        for (var bit = 0; gray != 0; bit++, gray >>= 1)
            if ((gray & 1) != 0)
                point ^= directions[bit];
        return point;
    }

    private static double ToUnit(uint bits) => bits * (1.0 / (1UL << Bits));

    // A bit is changed by lower bits only; on reversed numbers that is by the digits before it, as Owen asks.
    private static uint Hash(uint x, uint seed)
    {
        unchecked
        {
            x += seed;
            x ^= x * 0x6c50b47cu;
            x ^= x * 0xb82f1e52u;
            x ^= x * 0xc7afe638u;
            x ^= x * 0x8d22f6e6u;
            return x;
        }
    }

    private static uint Reverse(uint x)
    {
        var reversed = 0u;
        for (var bit = 0; bit < Bits; bit++, x >>= 1)
            reversed = (reversed << 1) | (x & 1);
        return reversed;
    }

    // Joe and Kuo (2008), equations (1) to (3): m_k from the s before it, v_k = m_k / 2^k.
    private static uint[] Expand((int Degree, uint Polynomial, uint[] Initial) row)
    {
        var v = new uint[Bits];
        for (var k = 0; k < Bits; k++)
        {
            if (k < row.Initial.Length)
            {
                v[k] = row.Initial[k] << (Bits - 1 - k);
                continue;
            }
            v[k] = v[k - row.Degree] ^ (v[k - row.Degree] >> row.Degree);
            for (var j = 1; j < row.Degree; j++)
                if (((row.Polynomial >> (row.Degree - 1 - j)) & 1) != 0)
                    v[k] ^= v[k - j];
        }
        return v;
    }
}
