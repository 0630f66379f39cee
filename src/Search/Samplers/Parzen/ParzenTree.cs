using System.Collections.Immutable;
using Slimfront.Search.Samplers.Acquisition;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers.Parzen;

/// <summary>A density over the points of a conditional space: a mixture with one component per observed point.</summary>
/// <remarks>
/// <para>
/// A component is a product over the parameters on the way down the tree: a truncated normal around an observed number,
/// a smoothed indicator of an observed option, and the uniform density where the observed point lacks the parameter.
/// So every component is a density over the whole tree, and what was good together stays together, within and
/// across branches; Optuna's "group" option models each branch on its own.
/// </para>
/// <para>
/// Widths: 0.2·n^(−1/(d + 4)) of the range, Scott's rule, and never below half a step of an integer. One further
/// component of weight 1 is the prior: centred with the width of the range, all options equal. Bergstra et al.
/// (2011); Watanabe (2023), arXiv:2304.11127, §3.
/// </para>
/// </remarks>
internal sealed class ParzenTree
{
    private const double Magnitude = 0.2;
    private readonly SpaceCode _code;
    private readonly ImmutableArray<double[]> _genomes;
    private readonly bool[][] _active;
    private readonly int[] _options; // 0 for a number
    private readonly double[] _widths;
    private readonly double[][] _logs; // [component][parameter]: the log of the normal's factor; 0 for a choice
    private readonly double[] _logWeights;
    private readonly double[] _weights;
    private readonly double[] _hits;
    private readonly double[] _misses;

    /// <summary>A density around some points.</summary>
    /// <param name="code">The space.</param>
    /// <param name="points">Points of it, oldest first.</param>
    /// <param name="weights">How much each counts; the prior counts 1.</param>
    public ParzenTree(SpaceCode code, IReadOnlyList<Configuration> points, IReadOnlyList<double> weights)
    {
        _code = code;
        _genomes = [.. points.Select(code.Encode)];
        _weights = [.. weights, 1];
        var total = Math.Log(_weights.Sum());
        _logWeights = [.. _weights.Select(w => Math.Log(w) - total)];
        _active = new bool[points.Count][];
        for (var i = 0; i < points.Count; i++)
            code.Activity(_genomes[i], _active[i] = new bool[code.Length]);
        var scott = Magnitude * Math.Pow(Math.Max(1, points.Count), -1.0 / (code.Length + 4));
        _options = [.. Enumerable.Range(0, code.Length).Select(code.Options)];
        _widths = [.. Enumerable.Range(0, code.Length).Select(g => Width(code.Parameter(g), scott))];
        _logs = Factors();
        (_hits, _misses) = (new double[code.Length], new double[code.Length]);
        for (var g = 0; g < code.Length; g++)
            (_hits[g], _misses[g]) = Smoothed(_options[g], points.Count + 1);
    }

    /// <summary>Draws a point.</summary>
    public double[] Draw(Random random)
    {
        var component = Component(random.NextDouble() * _weights.Sum());
        var genome = new double[_code.Length];
        for (var g = 0; g < genome.Length; g++)
            genome[g] = Draw(component, g, random);
        Span<bool> active = stackalloc bool[genome.Length];
        _code.Snap(genome, active);
        return genome;
    }

    /// <summary>The logarithm of the density at a snapped genome.</summary>
    public double Log(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active)
    {
        var terms = new double[_logWeights.Length];
        for (var i = 0; i < _genomes.Length; i++)
            terms[i] = _logWeights[i] + Log(i, genome, active);
        terms[^1] = _logWeights[^1] + LogPrior(genome, active);
        var largest = terms.Max();
        var sum = 0.0;
        foreach (var term in terms)
            sum += term - largest > -40 ? Math.Exp(term - largest) : 0;
        return largest + Math.Log(sum);
    }

    private double Log(int component, ReadOnlySpan<double> genome, ReadOnlySpan<bool> active)
    {
        var (point, known, logs) = (_genomes[component], _active[component], _logs[component]);
        var sum = 0.0;
        for (var g = 0; g < genome.Length; g++)
        {
            if (!active[g])
                continue;
            var options = _options[g];
            if (!known[g])
                sum -= options > 0 ? Math.Log(options) : 0;
            else if (options > 0)
                sum += _code.Option(g, genome[g]) == _code.Option(g, point[g]) ? _hits[g] : _misses[g];
            else
            {
                var z = (genome[g] - point[g]) / _widths[g];
                sum += logs[g] - (0.5 * z * z);
            }
        }
        return sum;
    }

    private double LogPrior(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active)
    {
        var sum = 0.0;
        for (var g = 0; g < genome.Length; g++)
        {
            if (!active[g])
                continue;
            var (options, z) = (_options[g], genome[g] - 0.5);
            sum += options > 0 ? -Math.Log(options) : TruncatedNormal.LogFactor(0.5, 1) - (0.5 * z * z);
        }
        return sum;
    }

    private double Draw(int component, int gene, Random random)
    {
        var isPrior = component == _genomes.Length;
        if (!isPrior && !_active[component][gene])
            return random.NextDouble();
        if (_options[gene] > 0)
        {
            var follows = !isPrior && random.NextDouble() < Math.Exp(_hits[gene]) - Math.Exp(_misses[gene]);
            return follows ? _genomes[component][gene] : random.NextDouble();
        }
        var (centre, width) = isPrior ? (0.5, 1) : (_genomes[component][gene], _widths[gene]);
        // The centre lies inside, so at least a third of all draws do.
        while (true)
        {
            var u = centre + (width * Normal.Draw(random));
            if (u is >= 0 and < 1)
                return u;
        }
    }

    private int Component(double share)
    {
        var i = 0;
        for (; i < _weights.Length - 1 && share >= _weights[i]; i++)
            share -= _weights[i];
        return i;
    }

    private double[][] Factors()
    {
        var tables = _widths.Distinct().ToDictionary(w => w, w => new TruncatedNormal(w, _genomes.Length));
        var perGene = _widths.Select((w, g) => _options[g] > 0 ? null : tables[w]).ToArray();
        return
        [
            .. _genomes.Select(genome => genome.Select((u, g) => perGene[g]?.LogFactor(u) ?? 0).ToArray()),
        ];
    }

    private static double Width(Parameter parameter, double scott) =>
        parameter is Parameter.Integer { Cardinality: { } n } ? Math.Max(scott, 0.5 / n) : scott;

    // 1/n for every option and 1 more for the observed one, normalised.
    private static (double Hit, double Miss) Smoothed(int options, int n)
    {
        var each = 1.0 / n;
        var sum = 1 + (options * each);
        return (Math.Log((1 + each) / sum), Math.Log(each / sum));
    }
}
