using Slimfront.Engine.Codes;

namespace Slimfront.Engine.Tests.Codes;

public sealed class GridRangeTests
{
    // By hand: scale = (high − low)/(highest − lowest code), zero point = round(lowest − low/scale).
    [TestCase(-1, 2, "uint8", 3.0 / 255, 85)]
    [TestCase(-1, 2, "uint7", 3.0 / 127, 42)]
    [TestCase(-1, 2, "uint4", 3.0 / 15, 5)]
    [TestCase(-1, 2, "uint3", 3.0 / 7, 2)]
    [TestCase(-1, 2, "uint2", 1.0, 1)]
    [TestCase(-1, 2, "uternary", 1.5, 1)]
    [TestCase(-1, 2, "int8", 4.0 / 254, 0)]
    [TestCase(-1, 2, "int7", 4.0 / 126, 0)]
    [TestCase(-1, 2, "int4", 4.0 / 14, 0)]
    [TestCase(-1, 2, "int3", 4.0 / 6, 0)]
    [TestCase(-1, 2, "int2", 2.0, 0)]
    [TestCase(-1, 2, "ternary", 2.0, 0)]
    [TestCase(-1, 2, "odd2", 4.0 / 6, 0)]
    [TestCase(1, 2, "uint8", 2.0 / 255, 0)]
    [TestCase(-2, -1, "uint8", 2.0 / 255, 255)]
    [TestCase(-0.5, 2.5, "uint2", 1.0, 0)]
    [TestCase(0, 0, "uint8", 1.0, 0)]
    [TestCase(0, 1e-40, "int4", 1.0, 0)]
    [TestCase(0, 1e-40, "odd2", 1.1754943508222875e-38, 0)]
    public void A_range_has_the_scale_and_zero_point_of_the_formula(
        double low,
        double high,
        string codes,
        double scale,
        int zero
    )
    {
        var found = new GridRange(low, high).Scale(CodeSet.Named(codes)!);
        Assert.That((double)found.Scale, Is.EqualTo(scale).Within(1e-6 * scale));
        Assert.That(found.ZeroPoint, Is.EqualTo(zero));
    }
}
