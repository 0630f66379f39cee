using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>How wide the border around a map is at each of its sides. A number alone stands for all four; the default is none.</summary>
/// <param name="Top">Before the first row.</param>
/// <param name="Left">Before the first column.</param>
/// <param name="Bottom">After the last row.</param>
/// <param name="Right">After the last column.</param>
public readonly record struct Border(int Top, int Left, int Bottom, int Right)
{
    /// <summary>Whether opposite sides are equal, which is all that libtorch's kernels know.</summary>
    public bool IsEven => (Top, Left) == (Bottom, Right);

    /// <summary>Whether no side is below 0.</summary>
    public bool IsPossible => Math.Min(Math.Min(Top, Left), Math.Min(Bottom, Right)) >= 0;

    /// <summary>Top, then left, as libtorch takes an even one.</summary>
    internal long[] Lengths => [Top, Left];

    /// <summary>The same on all sides.</summary>
    public static implicit operator Border(int side) => new(side, side, side, side);

    /// <summary>Whether every side is narrower than a kernel, so that every window holds a part of the map.</summary>
    public bool FitsInto(Extent kernel) =>
        Math.Max(Top, Bottom) < kernel.Height && Math.Max(Left, Right) < kernel.Width;

    /// <summary>Whether libtorch's pools take it: they know no border wider than half their kernel.</summary>
    internal bool IsOfPools(Extent kernel) => IsEven && 2 * Top <= kernel.Height && 2 * Left <= kernel.Width;

    /// <summary>Maps with the border around them.</summary>
    /// <param name="maps">Shape [batch, channels, height, width].</param>
    /// <param name="value">What the border holds.</param>
    internal Tensor Around(Tensor maps, double value) =>
        nn.functional.pad(maps, [Left, Right, Top, Bottom], PaddingModes.Constant, value);

    /// <summary>"1", or "0, 0, 1, 1" for top, left, bottom and right.</summary>
    public override string ToString() =>
        IsEven && Top == Left ? $"{Top}" : $"{Top}, {Left}, {Bottom}, {Right}";
}
