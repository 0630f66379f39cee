using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers.Acquisition;

/// <summary>A point of the space with the score of an acquisition function.</summary>
/// <param name="Genome">See <see cref="SpaceCode"/>.</param>
/// <param name="Active">Which of its parameters exist.</param>
/// <param name="Score">Larger is better.</param>
internal sealed record Candidate(double[] Genome, bool[] Active, double Score)
{
    /// <summary>Whether another has the same configuration: numbers of parameters that do not exist say nothing.</summary>
    public bool IsSameAs(Candidate other)
    {
        for (var g = 0; g < Genome.Length; g++)
            if (Active[g] != other.Active[g] || (Active[g] && Genome[g] != other.Genome[g]))
                return false;
        return true;
    }
}

/// <summary>Looks for the points of a conditional space that an acquisition function likes best.</summary>
/// <remarks>
/// Many points are scored first, half of them uniform and half near the given elites; then the best climb hills, each
/// by random steps that get smaller. No gradient is needed, so numbers, choices and conditions are treated alike, and
/// steps beyond a bound end on it, where the optimum of a compression problem often lies.
/// </remarks>
/// <param name="code">The space.</param>
/// <param name="score">The acquisition function of a snapped genome and which of its parameters exist.</param>
/// <param name="random">Randomness.</param>
internal sealed class CandidateSearch(SpaceCode code, CandidateSearch.Score score, Random random)
{
    private static readonly double MostUnit = Math.BitDecrement(1.0);

    /// <summary>An acquisition function.</summary>
    public delegate double Score(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active);

    // Above so many trials a suggestion must be quick, and the front is close to what is left to find.
    private const int Many = 300;

    /// <summary>Points to score at first.</summary>
    public required int Scouts { get; init; }

    /// <summary>Hills climbed side by side.</summary>
    public required int Climbers { get; init; }

    /// <summary>Rounds of climbing.</summary>
    public required int Rounds { get; init; }

    /// <summary>Steps tried per climber and round.</summary>
    public required int Steps { get; init; }

    /// <summary>Points to return at most.</summary>
    public required int Finds { get; init; }

    /// <summary>A search whose effort suits the number of finished trials.</summary>
    public static CandidateSearch For(Space space, Score score, Random random, int finished, int finds) =>
        finished < Many
            ? new(SpaceCode.Of(space), score, random)
            {
                Scouts = 1000,
                Climbers = 8,
                Rounds = 24,
                Steps = 6,
                Finds = finds,
            }
            : new(SpaceCode.Of(space), score, random)
            {
                Scouts = 160,
                Climbers = 4,
                Rounds = 12,
                Steps = 5,
                Finds = finds,
            };

    /// <summary>The best points found, best first, all different.</summary>
    /// <param name="elites">Genomes of good points so far.</param>
    public List<Candidate> Run(IReadOnlyList<double[]> elites)
    {
        var scouted = new List<Candidate>(Scouts + elites.Count);
        for (var i = 0; i < Scouts; i++)
            scouted.Add(
                i % 2 == 0 || elites.Count == 0
                    ? Uniform()
                    : Near(elites[random.Next(elites.Count)], Width(i))
            );
        var found = Best(scouted, Math.Max(Climbers, Finds));
        var climbers = found.Take(Climbers).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var width = 0.3 * Math.Pow(0.01, (double)round / Rounds);
            for (var c = 0; c < climbers.Length; c++)
                climbers[c] = Climb(climbers[c], width);
        }
        return Best([.. climbers, .. found], Math.Max(Climbers, Finds));
    }

    private static double Width(int i) =>
        (i / 2 % 3) switch
        {
            0 => 0.3,
            1 => 0.1,
            _ => 0.02,
        };

    private Candidate Climb(Candidate from, double width)
    {
        for (var step = 0; step < Steps; step++)
        {
            var next = Near(from.Genome, width);
            if (next.Score > from.Score)
                from = next;
        }
        return from;
    }

    private Candidate Uniform()
    {
        var genome = new double[code.Length];
        for (var g = 0; g < genome.Length; g++)
            genome[g] = random.NextDouble();
        return Scored(genome);
    }

    // Changes one existing parameter for sure and each other one with a probability that is drawn too.
    private Candidate Near(double[] from, double width)
    {
        var genome = from.ToArray();
        if (genome.Length == 0)
            return Scored(genome);
        Span<bool> active = stackalloc bool[genome.Length];
        code.Activity(genome, active);
        var share = Math.Pow(random.NextDouble(), 2);
        var sure = random.Next(genome.Length);
        while (!active[sure])
            sure = (sure + 1) % genome.Length;
        for (var g = 0; g < genome.Length; g++)
            if (g == sure || (active[g] && random.NextDouble() < share))
                genome[g] = Move(g, genome[g], width);
        return Scored(genome);
    }

    private double Move(int gene, double u, double width)
    {
        if (code.Options(gene) > 0)
            return random.NextDouble();
        var move = width * StandardNormal.Draw(random);
        // A step to the next whole number at least.
        if (code.Parameter(gene) is Parameter.Integer { Cardinality: { } n } && Math.Abs(move) < 1.0 / n)
            move = Math.CopySign(1.0 / n, move);
        return Math.Clamp(u + move, 0, MostUnit);
    }

    private Candidate Scored(double[] genome)
    {
        var active = new bool[genome.Length];
        code.Snap(genome, active);
        return new(genome, active, score(genome, active));
    }

    private static List<Candidate> Best(IEnumerable<Candidate> candidates, int count)
    {
        var best = new List<Candidate>(count);
        foreach (var candidate in candidates.OrderByDescending(c => c.Score))
        {
            if (best.Count == count)
                return best;
            if (!best.Exists(candidate.IsSameAs))
                best.Add(candidate);
        }
        return best;
    }
}
