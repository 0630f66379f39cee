using Slimfront.Search.Samplers.Evolution;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Samplers;

/// <summary>NSGA-II: children of the least dominated, least crowded trials.</summary>
/// <remarks>
/// Deb et al. (2002), "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", in the steady state of Durillo et
/// al. (2009): the population is the best of <em>all</em> finished trials, so every result counts from the next
/// suggestion on and no generation has to close; the sampler stays a pure function of the history.
/// </remarks>
/// <param name="population">Trials that breed; also the random trials to begin with.</param>
public sealed class Nsga2Sampler(int population) : ISampler, IDescribed<ISampler>
{
    private static readonly SobolSampler Startup = new();

    /// <inheritdoc/>
    public static Technique<ISampler> Technique { get; } =
        new(
            "nsga2",
            "Deb et al. 2002; Durillo et al. 2009",
            "Steady-state genetic algorithm by non-dominated rank and crowding.",
            [new Parameter.Integer("population", 2, 10_000)],
            c => new Nsga2Sampler(c.Integer("population", otherwise: 20))
        );

    /// <inheritdoc/>
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        var seen = Observations.Of(history);
        if (seen.Finished.Length < population)
            return Startup.Suggest(history, number, draw, random);
        var parents = Survival.Of(seen.Finished, population);
        var mother = Survival.Tournament(parents, random).Trial.Configuration;
        var father = Survival.Tournament(parents, random).Trial.Configuration;
        return Breeding.Child(history.Space, mother, father, random);
    }
}
