using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>Points spread evenly over the space: a scrambled Sobol sequence, trial n taking its n-th point.</summary>
/// <remarks>
/// <para>
/// Every parameter of the whole tree has a dimension of its own, in the order of <see cref="Space.Nodes"/>; the
/// dimensions of parameters that do not exist in a configuration are skipped. So each option's parameters are spread
/// evenly too, whatever was chosen elsewhere. Parameters after the first <see cref="Sobol.Dimensions"/> are drawn
/// independently.
/// </para>
/// <para>
/// The scrambling is the study's: another seed gives another, equally even, set of points. A second draw for a trial,
/// when its point was refused or tried already, is an independent uniform one, so it never takes a later trial's point.
/// </para>
/// </remarks>
public sealed class SobolSampler : ISampler, IDescribed<ISampler>
{
    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "sobol",
            "Sobol 1967; Joe and Kuo 2008; Burley 2020",
            "Evenly spread points of a scrambled Sobol sequence.",
            [],
            _ => new SobolSampler()
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        if (draw > 0)
            return history.Space.Draw(random);
        var dimension = 0;
        var dimensions = history.Space.Nodes.ToDictionary(
            n => n.Path,
            _ => dimension++,
            StringComparer.Ordinal
        );
        return history.Space.Complete(n =>
            n.Parameter.FromUnit(Coordinate(history.Seed, dimensions[n.Path], number.Value, random))
        );
    }

    private static double Coordinate(ulong seed, int dimension, int index, Random random) =>
        dimension < Sobol.Dimensions
            ? Sobol.Scrambled((uint)index, dimension, (uint)Seed.Derive(seed, "sobol", dimension))
            : random.NextDouble();
}
