using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>How much of a network goes.</summary>
/// <remarks>
/// A ratio of the channels says how many of them go; sizes fall faster, parameters about as (1 − ratio)². A ratio of a
/// size says how small the network has to become: as wide as possible, but with no more than (1 − ratio) of the size
/// that the whole network has.
/// </remarks>
/// <param name="Ratio">The share that goes, 0 to 1, always of the network before any pruning.</param>
/// <param name="Of">"channels", or the key of an analytic objective: "parameters", "bytes", "macs".</param>
/// <param name="Multiple">What widths are rounded to multiples of; 1 for any width.</param>
public sealed record PruningAmount(double Ratio, string Of = PruningAmount.Channels, int Multiple = 1)
{
    /// <summary>The ratio is one of channels.</summary>
    public const string Channels = "channels";

    /// <summary>What a ratio may be of.</summary>
    public static string[] Measures { get; } =
    [Channels, Objective.Parameters.Key, Objective.Bytes.Key, Objective.Macs.Key];

    /// <summary>Whether a size is to be reached.</summary>
    public bool IsTarget => Of != Channels;

    /// <summary>The size of a plain network by the objective that the ratio is of.</summary>
    public double Size(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (Of == Objective.Parameters.Key)
            return graph.Parameters;
        if (Of == Objective.Bytes.Key)
            return ModelFile.Length(graph);
        return Of == Objective.Macs.Key
            ? graph.Macs
            : throw new InvalidOperationException($"'{Of}' is not a size.");
    }

    /// <summary>The size that must not be exceeded.</summary>
    /// <param name="whole">The network before any pruning.</param>
    public double Target(ModelGraph whole) => (1 - Ratio) * Size(whole);

    /// <summary>
    /// The multiple nearest to a wanted width, halves upwards; at least one multiple, or the layer's own width where
    /// that is less, and at most the layer's own.
    /// </summary>
    /// <remarks>
    /// Rounding down, as Torch-Pruning does, would take more than was asked for, and leave layers narrower than the
    /// multiple out altogether.
    /// </remarks>
    /// <param name="channels">The layer's width before any pruning.</param>
    /// <param name="wanted">How many channels it should keep.</param>
    public int Width(int channels, double wanted)
    {
        var multiples = Math.Round(wanted / Multiple, MidpointRounding.AwayFromZero);
        return (int)Math.Clamp(Multiple * multiples, Least(channels), channels);
    }

    /// <summary>The fewest channels that a layer keeps.</summary>
    public int Least(int channels) => Math.Min(Multiple, channels);
}
