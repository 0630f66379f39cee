using System.Collections.Immutable;

namespace Slimfront.Search.Samplers.Evolution;

/// <summary>Evenly spread directions on the unit simplex.</summary>
/// <remarks>Das and Dennis (1998), "Normal-Boundary Intersection", SIAM J. Optim. 8(3): all multiples of 1/p that add up to 1.</remarks>
internal static class ReferenceDirections
{
    /// <summary>The finest lattice with at most so many directions, and with the corners at least.</summary>
    /// <param name="objectives">The number of objectives.</param>
    /// <param name="most">Directions at most.</param>
    public static ImmutableArray<double[]> Of(int objectives, int most)
    {
        var divisions = 1;
        while (objectives > 1 && Count(objectives, divisions + 1) <= most)
            divisions++;
        var directions = ImmutableArray.CreateBuilder<double[]>();
        Fill(new double[objectives], 0, divisions, divisions, directions);
        return directions.ToImmutable();
    }

    private static void Fill(
        double[] direction,
        int m,
        int left,
        int divisions,
        ImmutableArray<double[]>.Builder into
    )
    {
        if (m == direction.Length - 1)
        {
            direction[m] = (double)left / divisions;
            into.Add([.. direction]);
            return;
        }
        for (var part = 0; part <= left; part++)
        {
            direction[m] = (double)part / divisions;
            Fill(direction, m + 1, left - part, divisions, into);
        }
    }

    // Binomial(divisions + objectives − 1, objectives − 1).
    private static double Count(int objectives, int divisions)
    {
        var count = 1.0;
        for (var k = 1; k < objectives; k++)
            count = count * (divisions + k) / k;
        return count;
    }
}
