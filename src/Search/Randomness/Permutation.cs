namespace Slimfront.Search.Randomness;

/// <summary>A seeded permutation of 0 … count − 1 that needs no memory, however many there are.</summary>
/// <remarks>
/// A balanced Feistel network of four rounds over the smallest even number of bits that suffices (Luby and Rackoff
/// 1988), walked along its cycle until it lands inside the range (Black and Rogaway 2002, "Ciphers with arbitrary
/// finite domains").
/// </remarks>
public sealed class Permutation
{
    private const int Rounds = 4;
    private readonly ulong[] _keys;
    private readonly long _count;
    private readonly int _halfBits;

    /// <summary>The permutation of a seed.</summary>
    public Permutation(long count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1L << 62);
        _count = count;
        _halfBits = 1;
        while (1L << (2 * _halfBits) < count)
            _halfBits++;
        _keys = [.. Enumerable.Range(0, Rounds).Select(r => Seed.Derive(seed, "permutation", r))];
    }

    /// <summary>The element at a position.</summary>
    public long At(long position) => Walk(position, Encrypt);

    /// <summary>The position of an element.</summary>
    public long PositionOf(long element) => Walk(element, Decrypt);

    private ulong Mask => (1UL << _halfBits) - 1;

    private long Walk(long start, Func<ulong, ulong> step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, _count);
        var x = (ulong)start;
        do x = step(x);
        while (x >= (ulong)_count);
        return (long)x;
    }

    private ulong Encrypt(ulong x)
    {
        var (left, right) = (x >> _halfBits, x & Mask);
        foreach (var key in _keys)
            (left, right) = (right, left ^ Mix(right, key));
        return (left << _halfBits) | right;
    }

    private ulong Decrypt(ulong x)
    {
        var (left, right) = (x >> _halfBits, x & Mask);
        for (var round = Rounds - 1; round >= 0; round--)
            (left, right) = (right ^ Mix(left, _keys[round]), left);
        return (left << _halfBits) | right;
    }

    // The finalizer of MurmurHash3: every input bit reaches every output bit.
    private ulong Mix(ulong half, ulong key)
    {
        unchecked
        {
            var x = half ^ key;
            x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdUL;
            x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53UL;
            return (x ^ (x >> 33)) & Mask;
        }
    }
}
