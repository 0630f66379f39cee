using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>Every combination of a few values per parameter, once each, until none is left.</summary>
/// <remarks>
/// <para>
/// A real parameter takes <c>points</c> values at equal distances on its own scale, both bounds included; an integer
/// does so too where it has more values than that; a choice takes every option with the grid below it.
/// </para>
/// <para>
/// The order is a permutation that depends on the study's seed, so a study that ends early has seen all of the space
/// and not one corner of it. The next combination is the one after the last that this sampler suggested, so those
/// that were refused are not offered again.
/// </para>
/// </remarks>
/// <param name="points">Values per real parameter.</param>
public sealed class GridSampler(int points) : ISampler, IDescribed<ISampler>
{
    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "grid",
            "—",
            "All combinations of a few values per parameter, in shuffled order.",
            [new Parameter.Integer("points", 1, 1000)],
            c => new GridSampler(c.Integer("points", otherwise: 5))
        );

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The grid has more than 10¹⁵ points.</exception>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var grid = new Grid(history.Space, points);
        if (grid.Count is not { } count)
            throw new UserErrorException(
                $"The sampler 'grid' with {points} points per parameter has more than 10^15 combinations; "
                    + "lower sampler.grid.points, narrow the space, or use 'sobol'."
            );
        var order = new Permutation(count, Seed.Derive(history.Seed, "grid"));
        var last = -1L;
        foreach (var trial in history.Trials)
            if (trial.Origin == Technique.Key && grid.IndexOf(trial.Configuration) is { } index)
                last = Math.Max(last, order.PositionOf(index));
        var next = last + 1 + draw;
        return next < count ? grid[order.At(next)] : null;
    }
}
