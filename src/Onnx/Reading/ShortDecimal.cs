using System.Globalization;

namespace Slimfront.Onnx.Reading;

/// <summary>Finds the numbers that people wrote behind those that a file holds in single precision.</summary>
internal static class ShortDecimal
{
    private const float Sixth = 1f / 6;

    /// <summary>The shortest decimal number, or a sixth, that gives the same number in single precision: 0.1 for 0.1f, which is 0.100000001….</summary>
    public static double Of(float value) =>
        value == Sixth
            ? 1.0 / 6
            : double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
