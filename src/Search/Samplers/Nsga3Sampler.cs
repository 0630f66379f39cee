using Slimfront.Search.Samplers.Evolution;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>NSGA-III: children of trials spread along reference directions, for three objectives and more.</summary>
/// <remarks>
/// Deb and Jain (2014), IEEE TEC 18(4), in the same steady state as <see cref="Nsga2Sampler"/>. Parents are drawn by a
/// tournament on rank alone, since within a front the paper draws at random.
/// </remarks>
/// <param name="population">Trials that breed, directions at most, and random trials to begin with.</param>
public sealed class Nsga3Sampler(int population) : ISampler, IDescribed<ISampler>
{
    private static readonly SobolSampler Startup = new();

    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "nsga3",
            "Deb and Jain 2014",
            "Steady-state genetic algorithm by non-dominated rank and reference directions.",
            [new Parameter.Integer("population", 2, 1000)],
            c => new Nsga3Sampler(c.Integer("population", otherwise: 20))
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var seen = Observations.Of(history);
        if (seen.Finished.Length < population)
            return Startup.Suggest(history, number, draw, random);
        var directions = ReferenceDirections.Of(history.Objectives.Count, population);
        var parents = Niching.Of(seen.Finished, population, directions);
        var mother = Survival.Tournament(parents, random).Trial.Configuration;
        var father = Survival.Tournament(parents, random).Trial.Configuration;
        return Breeding.Child(history.Space, mother, father, random);
    }
}
