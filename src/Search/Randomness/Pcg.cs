namespace Slimfront.Search.Randomness;

/// <summary>PCG-XSH-RR 64/32: a small generator whose sequence never changes between versions of .NET.</summary>
/// <remarks>
/// O'Neill (2014), "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
/// Generation", §6.3.1. Every virtual member of <see cref="Random"/> is overridden, so nothing falls back to the
/// framework's own sequence.
/// </remarks>
public sealed class Pcg : Random
{
    private const ulong Multiplier = 6364136223846793005;
    private readonly ulong _increment;
    private ulong _state;

    /// <summary>A generator for a seed and a stream; different streams of one seed are independent.</summary>
    public Pcg(ulong seed, ulong stream = 54)
    {
        _increment = (stream << 1) | 1;
        NextUInt();
        _state += seed;
        NextUInt();
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt()
    {
        var old = _state;
        _state = unchecked((old * Multiplier) + _increment);
        var xorshifted = (uint)(((old >> 18) ^ old) >> 27);
        return uint.RotateRight(xorshifted, (int)(old >> 59));
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextULong() => ((ulong)NextUInt() << 32) | NextUInt();

    /// <inheritdoc/>
    public override int Next() => (int)Below(int.MaxValue);

    /// <inheritdoc/>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return maxValue == 0 ? 0 : (int)Below((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    /// <inheritdoc/>
    public override long NextInt64() => (long)Below(long.MaxValue);

    /// <inheritdoc/>
    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue == maxValue ? minValue : minValue + (long)Below((ulong)(maxValue - minValue));
    }

    /// <summary>Uniform on [0, 1) with 53 bits.</summary>
    public override double NextDouble() => (NextULong() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on [0, 1) with 24 bits.</summary>
    public override float NextSingle() => (NextUInt() >> 8) * (1.0f / (1U << 24));

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)NextUInt();
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    // Rejection sampling: no modulo bias.
    private ulong Below(ulong bound)
    {
        var threshold = unchecked(0UL - bound) % bound;
        while (true)
        {
            var r = NextULong();
            if (r >= threshold)
                return r % bound;
        }
    }
}
