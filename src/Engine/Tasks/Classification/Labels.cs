using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Classification;

/// <summary>The class of every example, from 0.</summary>
public sealed class Labels : Targets
{
    // From here on, a model that always gives one answer looks like a good one.
    private const double Majority = 0.8;

    private readonly int[] _numbers;

    /// <summary>Labels of classes.</summary>
    /// <param name="numbers">The class of every example.</param>
    /// <param name="names">What the classes are called, by number; two or more.</param>
    public Labels(int[] numbers, ImmutableArray<string> names) => (_numbers, Names) = (numbers, names);

    /// <summary>The class of every example.</summary>
    public ReadOnlyMemory<int> Numbers => _numbers;

    /// <inheritdoc/>
    public override int Count => _numbers.Length;

    /// <inheritdoc/>
    public override ImmutableArray<string> Names { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<int> Groups => _numbers;

    /// <inheritdoc/>
    public override string Signature => $"{Outputs}";

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Words => _numbers;

    /// <inheritdoc/>
    public override Tensor Take(ImmutableArray<int> examples, Device device) =>
        tensor([.. examples.Select(e => (long)_numbers[e])], device: device);

    /// <inheritdoc/>
    public override IEnumerable<string> Doubts(IEnumerable<(string Name, ImmutableArray<int> Examples)> parts)
    {
        var counts = parts.ToDictionary(p => p.Name, p => CountOf(p.Examples), StringComparer.Ordinal);
        foreach (var (part, count) in counts)
        {
            string[] lacking = [.. Names.Where((_, c) => count[c] == 0 && _numbers.Contains(c))];
            if (lacking.Length > 0)
                yield return $"the {part} split has no example of {Spelling.Listed(lacking)}";
        }
        var validation = counts["validation"];
        var most = validation.Max();
        var share = (double)most / validation.Sum();
        if (share >= Majority)
            yield return $"{share.ToString("0.0 %", CultureInfo.InvariantCulture)} of the validation split are of class "
                + $"'{Names[Array.IndexOf(validation, most)]}': always answering that is as accurate; "
                + "'objectives: [balanced-accuracy, bytes]' counts all classes alike";
        foreach (
            var alike in Names
                .GroupBy(n => n.Trim(), StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
        )
            yield return $"the classes {Spelling.Listed([.. alike])} differ in capitals or spaces only";
    }

    private int[] CountOf(ImmutableArray<int> examples)
    {
        var count = new int[Outputs];
        foreach (var example in examples)
            count[_numbers[example]]++;
        return count;
    }
}
