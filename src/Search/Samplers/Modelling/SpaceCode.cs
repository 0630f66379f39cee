using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers.Modelling;

/// <summary>Turns the points of a conditional space into vectors and back.</summary>
/// <remarks>
/// A <em>genome</em> has a number in [0, 1] for every parameter of the tree, whether it exists in the configuration or
/// not: what is switched off keeps a value, so switching back finds it again. The <em>features</em> are what a kernel
/// compares: a number as it is, one half where it does not exist; a choice as indicator of its options, scaled so that
/// two different options are at distance 1, and all zero where the choice itself does not exist. All indicators of one
/// choice share a group, which has one length scale.
/// </remarks>
internal sealed class SpaceCode
{
    private static readonly ConditionalWeakTable<Space, SpaceCode> Known = [];
    private static readonly double Indicator = Math.Sqrt(0.5);
    private readonly ConditionalWeakTable<Configuration, double[]> _genomes = [];
    private readonly Gene[] _genes;

    private SpaceCode(Space space)
    {
        Space = space;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var genes = ImmutableArray.CreateBuilder<Gene>();
        var groups = ImmutableArray.CreateBuilder<int>();
        foreach (var node in space.Nodes)
        {
            var parent = node.Parent is null ? -1 : index[node.Parent];
            var option = parent < 0 ? -1 : OptionIndex(space.Nodes[parent].Parameter, node.Option!);
            var choices = (node.Parameter as Parameter.Choice)?.Options.Length ?? 0;
            index.Add(node.Path, genes.Count);
            genes.Add(new(node, parent, option, choices, groups.Count));
            for (var f = 0; f < Math.Max(1, choices); f++)
                groups.Add(genes.Count - 1);
        }
        _genes = [.. genes];
        Groups = groups.ToImmutable();
    }

    public Space Space { get; }

    /// <summary>The number of parameters in the tree, which is the number of length scales.</summary>
    public int Length => _genes.Length;

    /// <summary>The parameter that each feature belongs to.</summary>
    public ImmutableArray<int> Groups { get; }

    /// <summary>The code of a space; the same object for the same space.</summary>
    public static SpaceCode Of(Space space) => Known.GetValue(space, static s => new(s));

    /// <summary>The parameter at a position of the genome.</summary>
    public Parameter Parameter(int gene) => _genes[gene].Node.Parameter;

    /// <summary>The number of options of a choice; 0 for a number.</summary>
    public int Options(int gene) => _genes[gene].Choices;

    /// <summary>Which option of a choice a number stands for.</summary>
    public int Option(int gene, double u) => _genes[gene].OptionAt(u);

    /// <summary>The genome of a configuration: one half where a parameter does not exist. Not to be written to.</summary>
    public double[] Encode(Configuration configuration) => _genomes.GetValue(configuration, Compute);

    /// <summary>The configuration of a genome.</summary>
    public Configuration Decode(double[] genome)
    {
        var gene = 0;
        var values = new List<KeyValuePair<string, Value>>(genome.Length);
        Span<bool> active = stackalloc bool[genome.Length];
        Activity(genome, active);
        foreach (var node in Space.Nodes)
        {
            if (active[gene])
                values.Add(new(node.Path, node.Parameter.FromUnit(genome[gene])));
            gene++;
        }
        return Configuration.From(values);
    }

    /// <summary>Moves every coordinate to the number that its own value encodes to, and tells which exist.</summary>
    public void Snap(Span<double> genome, Span<bool> active)
    {
        for (var i = 0; i < genome.Length; i++)
            genome[i] = _genes[i].Snap(genome[i]);
        Activity(genome, active);
    }

    /// <summary>The features of a snapped genome.</summary>
    public void Features(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active, Span<double> features)
    {
        features.Clear();
        for (var i = 0; i < genome.Length; i++)
        {
            var gene = _genes[i];
            if (gene.Choices == 0)
                features[gene.Feature] = active[i] ? genome[i] : 0.5;
            else if (active[i])
                features[gene.Feature + gene.OptionAt(genome[i])] = Indicator;
        }
    }

    /// <summary>The features of a configuration.</summary>
    public double[] Features(Configuration configuration)
    {
        var features = new double[Groups.Length];
        double[] genome = [.. Encode(configuration)];
        Span<bool> active = stackalloc bool[genome.Length];
        Snap(genome, active);
        Features(genome, active, features);
        return features;
    }

    /// <summary>Which parameters exist in the configuration of a genome.</summary>
    public void Activity(ReadOnlySpan<double> genome, Span<bool> active)
    {
        for (var i = 0; i < genome.Length; i++)
        {
            var gene = _genes[i];
            active[i] =
                gene.Parent < 0
                || (active[gene.Parent] && _genes[gene.Parent].OptionAt(genome[gene.Parent]) == gene.Option);
        }
    }

    private double[] Compute(Configuration configuration) =>
        [.. _genes.Select(g => configuration.Find(g.Node.Path) is { } v ? g.Node.Parameter.ToUnit(v) : 0.5)];

    private static int OptionIndex(Parameter choice, string key)
    {
        var options = ((Parameter.Choice)choice).Options;
        for (var i = 0; i < options.Length; i++)
            if (options[i].Key == key)
                return i;
        return -1;
    }

    /// <summary>A parameter's place in the genome.</summary>
    /// <param name="Node">The parameter.</param>
    /// <param name="Parent">The position of the choice it depends on; −1 at the root.</param>
    /// <param name="Option">The option there that brings it.</param>
    /// <param name="Choices">The number of its options; 0 for a number.</param>
    /// <param name="Feature">Where its features begin.</param>
    private sealed record Gene(SpaceNode Node, int Parent, int Option, int Choices, int Feature)
    {
        public int OptionAt(double u) => Math.Clamp((int)(u * Choices), 0, Choices - 1);

        public double Snap(double u) =>
            Node.Parameter switch
            {
                Spaces.Parameter.Integer whole => whole.ToUnit(whole.FromUnit(u)),
                Spaces.Parameter.Choice => (OptionAt(u) + 0.5) / Choices,
                _ => u,
            };
    }
}
