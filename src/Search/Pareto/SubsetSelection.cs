namespace Slimfront.Search.Pareto;

/// <summary>Chooses the few points of a set that together dominate most.</summary>
public static class SubsetSelection
{
    /// <summary>The indices of k points, in the order chosen: each adds the most hypervolume to those before it.</summary>
    /// <remarks>
    /// The greedy choice has at least 1 − 1/e of the best possible volume: Guerreiro, Fonseca and Paquete (2016),
    /// "Greedy Hypervolume Subset Selection in Low Dimensions", Evol. Comput. 24(3). A gain never grows as more points
    /// are chosen, so only the candidate with the best gain so far is computed anew (Minoux 1978).
    /// </remarks>
    /// <param name="points">Losses, shape [points, objectives].</param>
    /// <param name="count">k; all points where there are no more.</param>
    /// <param name="reference">The worst corner.</param>
    public static int[] Greedy(IReadOnlyList<double[]> points, int count, double[] reference)
    {
        if (count >= points.Count)
            return [.. Enumerable.Range(0, points.Count)];
        var chosen = new List<int>(count);
        var volume = new List<double[]>(count);
        var queue = new PriorityQueue<(int Index, int Age), (double Loss, int Index)>();
        for (var i = 0; i < points.Count; i++)
            queue.Enqueue((i, 0), (-Hypervolume.Contribution(points[i], volume, reference), i));
        while (chosen.Count < count)
        {
            var (index, age) = queue.Dequeue();
            if (age == chosen.Count)
            {
                chosen.Add(index);
                volume.Add(points[index]);
                continue;
            }
            var gain = Hypervolume.Contribution(points[index], volume, reference);
            queue.Enqueue((index, chosen.Count), (-gain, index));
        }
        return [.. chosen];
    }
}
