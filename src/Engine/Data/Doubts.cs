using System.Globalization;
using System.Runtime.InteropServices;

namespace Slimfront.Engine.Data;

/// <summary>What looks like a mistake in any data set, whatever it was read from.</summary>
internal static class Doubts
{
    // A share of examples from which on their being alike is no chance.
    private const double Alike = 0.5;

    // What inputs have, normalised, on which networks are usually trained: at most so far from 0, and a deviation between these.
    private const double FarMean = 4;
    private const double SmallDeviation = 0.02;
    private const double LargeDeviation = 4;

    /// <summary>A sentence for each doubt.</summary>
    public static IEnumerable<string> About(DataSet data)
    {
        foreach (var doubt in data.Targets.Doubts(data.Split.Parts))
            yield return doubt;
        foreach (var leak in Leaks(data))
            yield return leak;
        if (data.HasGivenNormalisation && Unusual(data) is { } unusual)
            yield return unusual;
    }

    // Numbers of another scale than the data's make a network answer anything, without an error.
    private static string? Unusual(DataSet data)
    {
        var (learnt, given) = (Normalisation.Learn(data), data.Normalisation);
        var channels = Enumerable.Range(0, learnt.Mean.Length);
        var mean = channels.Average(c => (learnt.Mean[c] - given.Mean[c]) / (double)given.Deviation[c]);
        var deviation = channels.Average(c => learnt.Deviation[c] / (double)given.Deviation[c]);
        return Math.Abs(mean) > FarMean || deviation is < SmallDeviation or > LargeDeviation
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"normalised as '{NormalisationChoice.Setting.Key}' says, inputs have mean {mean:0.###} and deviation {deviation:0.###}; networks are usually trained on about 0 and 1"
            )
            : null;
    }

    // Of inputs with few possible values many are equal by chance; so training examples must differ among themselves.
    private static IEnumerable<string> Leaks(DataSet data)
    {
        var train = data.Split.Train.Select(e => Hash(data, e)).ToHashSet();
        if (train.Count < data.Split.Train.Length * Alike)
            yield break;
        foreach (var (part, examples) in data.Split.Parts.Where(p => p.Name != "train"))
        {
            var known = examples.Count(e => train.Contains(Hash(data, e)));
            if (known >= examples.Length * Alike)
                yield return $"{known} of {examples.Length} {part} examples have the inputs of training examples: what was learnt by heart counts as quality";
        }
    }

    private static int Hash(DataSet data, int example)
    {
        var hash = new HashCode();
        hash.AddBytes(
            MemoryMarshal.AsBytes(data.Values.Span.Slice(example * data.InputSize, data.InputSize))
        );
        return hash.ToHashCode();
    }
}
