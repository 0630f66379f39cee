namespace Slimfront.Search.Pareto;

/// <summary>Crowding distance: how much room a point of a front has around it.</summary>
/// <remarks>Deb et al. (2002), "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", §III-B.</remarks>
public static class Crowding
{
    /// <summary>
    /// The sum over objectives of the gap between a point's two neighbours, in units of the front's extent;
    /// infinite for the extremes of every objective in which the front has an extent.
    /// </summary>
    /// <param name="front">Losses of mutually non-dominated points, shape [points, objectives].</param>
    public static double[] Distances(IReadOnlyList<double[]> front)
    {
        var distances = new double[front.Count];
        if (front.Count <= 2)
        {
            Array.Fill(distances, double.PositiveInfinity);
            return distances;
        }
        for (var m = 0; m < front[0].Length; m++)
            Add(front, m, distances);
        return distances;
    }

    private static void Add(IReadOnlyList<double[]> front, int m, double[] distances)
    {
        var order = Enumerable.Range(0, front.Count).OrderBy(i => front[i][m]).ToArray(); // stable
        var (best, worst) = (front[order[0]][m], front[order[^1]][m]);
        var extent = worst - best;
        if (!(extent > 0))
            return;
        distances[order[0]] = double.PositiveInfinity;
        distances[order[^1]] = double.PositiveInfinity;
        for (var k = 1; k < order.Length - 1; k++)
            distances[order[k]] += (front[order[k + 1]][m] - front[order[k - 1]][m]) / extent;
    }
}
