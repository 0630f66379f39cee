using CsCheck;

namespace Slimfront.Search.Tests.Pareto;

/// <summary>Generators of loss vectors. Small whole numbers make ties and duplicates common.</summary>
internal static class Points
{
    public static Gen<double[]> Coarse(int objectives) =>
        Gen.Int[0, 6].Select(i => (double)i).Array[objectives];

    public static Gen<double[]> Fine(int objectives) => Gen.Double[0, 1].Array[objectives];

    public static Gen<double[][]> Sets(int objectives, int most) =>
        Gen.OneOf(Coarse(objectives), Fine(objectives)).Array[0, most];

    public static double[] Append(double[] point, params double[] more) => [.. point, .. more];
}
