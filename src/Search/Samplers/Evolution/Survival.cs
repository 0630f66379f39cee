using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Evolution;

/// <summary>A trial of the population, with what decides between it and others.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Rank">Its front, 0 the best; trials that break a limit rank after all others, by how much.</param>
/// <param name="Room">Its crowding distance within the front.</param>
internal sealed record Individual(Observed Trial, int Rank, double Room);

/// <summary>Chooses the trials that breed.</summary>
/// <remarks>Constrained domination, rank, then crowding: Deb et al. (2002), §III and §VI.</remarks>
internal static class Survival
{
    /// <summary>The best of all finished trials.</summary>
    public static ImmutableArray<Individual> Of(ImmutableArray<Observed> finished, int population)
    {
        var acceptable = finished.Where(o => o.Violation == 0).ToArray();
        var ranks = NondominatedSort.Ranks([.. acceptable.Select(o => o.Losses)]);
        var survivors = ImmutableArray.CreateBuilder<Individual>(population);
        foreach (var front in acceptable.Zip(ranks).GroupBy(p => p.Second, p => p.First).OrderBy(g => g.Key))
        {
            if (survivors.Count >= population)
                break;
            Observed[] members = [.. front];
            var room = Crowding.Distances([.. members.Select(o => o.Losses)]);
            survivors.AddRange(
                members
                    .Select((o, i) => new Individual(o, front.Key, room[i]))
                    .OrderByDescending(i => i.Room)
                    .Take(population - survivors.Count)
            );
        }
        var worst = survivors.Count == 0 ? 0 : survivors[^1].Rank;
        var violating = finished.Where(o => o.Violation > 0).OrderBy(o => o.Violation);
        survivors.AddRange(
            violating.Take(population - survivors.Count).Select((o, i) => new Individual(o, worst + 1 + i, 0))
        );
        return survivors.ToImmutable();
    }

    /// <summary>The better of two individuals drawn at random: by rank, then by crowding.</summary>
    public static Individual Tournament(ImmutableArray<Individual> population, Random random)
    {
        var (a, b) = (population[random.Next(population.Length)], population[random.Next(population.Length)]);
        if (a.Rank != b.Rank)
            return a.Rank < b.Rank ? a : b;
        return a.Room >= b.Room ? a : b;
    }
}
