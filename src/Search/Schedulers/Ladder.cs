using System.Collections.Immutable;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Schedulers;

/// <summary>Rungs whose shares of the training grow by a factor, the last being all of it.</summary>
internal static class Ladder
{
    /// <summary>The parameters "eta" and "rungs".</summary>
    public static ImmutableArray<Parameter> Parameters { get; } =
    [new Parameter.Real("eta", 1.5, 10), new Parameter.Integer("rungs", 2, 6)];

    /// <summary>What is usual: η = 3 and three rungs, at a ninth, a third and the whole of the training.</summary>
    public static Configuration Usual { get; } =
        Configuration.Of(("eta", Value.Of(3.0)), ("rungs", Value.Of(3L)));

    /// <summary>η^(k − last) for each rung k.</summary>
    public static ImmutableArray<double> Shares(double eta, int rungs) =>
        [.. Enumerable.Range(0, rungs).Select(k => 1 / Power(eta, rungs - 1 - k))];

    // Math.Pow may differ in the last bit between systems, and where a training is cut is part of a stage's key.
    internal static double Power(double factor, int exponent) =>
        Enumerable.Repeat(factor, exponent).Aggregate(1.0, (product, f) => product * f);
}
