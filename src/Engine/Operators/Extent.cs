namespace Slimfront.Engine.Operators;

/// <summary>A height and a width, as of a kernel or of its steps. A number alone stands for both; the default is 1×1.</summary>
public readonly record struct Extent
{
    // Kept as what they are beyond 1, so that the default is a step of 1 and not of nothing.
    private readonly int _moreHeight;
    private readonly int _moreWidth;

    /// <summary>A height and a width.</summary>
    public Extent(int height, int width) => (_moreHeight, _moreWidth) = (height - 1, width - 1);

    /// <summary>Along a map's second axis.</summary>
    public int Height => _moreHeight + 1;

    /// <summary>Along its third.</summary>
    public int Width => _moreWidth + 1;

    /// <summary>The number of positions.</summary>
    public int Area => checked(Height * Width);

    /// <summary>Whether both are 1 or more.</summary>
    public bool IsPositive => Height > 0 && Width > 0;

    /// <summary>Height, then width, as libtorch takes them.</summary>
    internal long[] Lengths => [Height, Width];

    /// <summary>The same height and width.</summary>
    public static implicit operator Extent(int side) => new(side, side);

    /// <summary>"3×3".</summary>
    public override string ToString() => $"{Height}×{Width}";
}
