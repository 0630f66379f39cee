using System.Globalization;
using System.Runtime.InteropServices;

namespace Slimfront.Engine.Data;

/// <summary>What looks like a mistake in any data set, whatever it was read from.</summary>
internal static class Doubts
{
    // From here on, a model that always gives one answer looks like a good one.
    private const double Majority = 0.8;

    // A share of examples from which on their being alike is no chance.
    private const double Alike = 0.5;

    /// <summary>A sentence for each doubt.</summary>
    public static IEnumerable<string> About(DataSet data)
    {
        var counts = data.Split.Parts.ToDictionary(
            p => p.Name,
            p =>
            {
                var count = new int[data.Classes];
                foreach (var example in p.Indices)
                    count[data.Labels.Span[example]]++;
                return count;
            },
            StringComparer.Ordinal
        );
        foreach (var (part, count) in counts)
        {
            string[] lacking =
            [
                .. data.ClassNames.Where((_, c) => count[c] == 0 && data.Labels.Span.Contains(c)),
            ];
            if (lacking.Length > 0)
                yield return $"the {part} split has no example of {Classes.Listed(lacking)}";
        }
        var validation = counts["validation"];
        var most = validation.Max();
        var share = (double)most / validation.Sum();
        if (share >= Majority)
            yield return $"{share.ToString("0.0 %", CultureInfo.InvariantCulture)} of the validation split are of class "
                + $"'{data.ClassNames[Array.IndexOf(validation, most)]}': always answering that is as accurate "
                + "(accuracy is the only measure of quality; balanced accuracy is not offered yet)";
        foreach (
            var alike in data
                .ClassNames.GroupBy(n => n.Trim(), StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
        )
            yield return $"the classes {Classes.Listed([.. alike])} differ in capitals or spaces only";
        foreach (var leak in Leaks(data))
            yield return leak;
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
                yield return $"{known} of {examples.Length} {part} examples have the inputs of training examples: what was learnt by heart counts as accuracy";
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
