using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Data;

/// <summary>Which inputs of a data set serve for what, by index in ascending order.</summary>
/// <param name="Train">Weights are learnt on these.</param>
/// <param name="Validation">Models are chosen by these.</param>
/// <param name="Test">Only the final front is measured on these.</param>
public sealed record Split(
    ImmutableArray<int> Train,
    ImmutableArray<int> Validation,
    ImmutableArray<int> Test
)
{
    // Splits are part of what a data set is, so they never depend on a study's seed.
    private const ulong FixedSeed = 20240229;

    /// <summary>The share of the training examples that validates where a data set has no part for it.</summary>
    public const double UsualValidation = 1.0 / 12;

    /// <summary>The parts by name.</summary>
    public IEnumerable<(string Name, ImmutableArray<int> Indices)> Parts =>
        [("train", Train), ("validation", Validation), ("test", Test)];

    /// <summary>The part with a name.</summary>
    /// <exception cref="KeyNotFoundException">None is called so; the message lists those that are.</exception>
    public ImmutableArray<int> Part(string name) =>
        Parts.FirstOrDefault(p => p.Name == name) is { Name: not null } part
            ? part.Indices
            : throw new KeyNotFoundException(
                $"No split is called '{name}'. Known: {string.Join(", ", Parts.Select(p => p.Name))}."
            );

    /// <summary>The same split with only the first examples of the training part, each class in proportion.</summary>
    /// <param name="labels">The class of every input of the data set.</param>
    /// <param name="count">How many to keep, at least one for each class; all when there are no more.</param>
    public Split LimitTrain(ReadOnlySpan<int> labels, int count)
    {
        if (count >= Train.Length)
            return this;
        var classes = ByClass(labels, Train).ToArray();
        ArgumentOutOfRangeException.ThrowIfLessThan(count, classes.Length);
        // One of each class first; the rest in proportion, by the quota of all classes so far less what they took,
        // so that rounding never adds up.
        var kept = new List<int>();
        var seen = 0L;
        for (var c = 0; c < classes.Length; c++)
        {
            seen += classes[c].Count - 1;
            var quota = c + 1 + (seen * (count - classes.Length) / (Train.Length - classes.Length));
            kept.AddRange(classes[c].Take((int)quota - kept.Count));
        }
        kept.Sort();
        return this with { Train = [.. kept] };
    }

    /// <summary>The split of examples that stand part after part.</summary>
    /// <param name="labels">The class of every input of the data set.</param>
    /// <param name="lengths">
    /// Of training, validation and test; or of training and test: a share of training validates; or of all
    /// together, dealt 60 : 20 : 20.
    /// </param>
    /// <param name="validation">That share.</param>
    public static Split Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> lengths, double validation)
    {
        var first = Enumerable.Range(0, lengths[0]);
        if (lengths.Length == 1)
        {
            var dealt = Stratified(labels, first, 0.2, 0.2);
            return new(dealt[0], dealt[1], dealt[2]);
        }
        ImmutableArray<int> last = [.. Enumerable.Range(labels.Length - lengths[^1], lengths[^1])];
        if (lengths.Length == 3)
            return new([.. first], [.. Enumerable.Range(lengths[0], lengths[1])], last);
        var parts = Stratified(labels, first, validation);
        return new(parts[0], parts[1], last);
    }

    /// <summary>Deals examples into parts at random, each class in proportion; always the same way.</summary>
    /// <param name="labels">The class of every input of the data set.</param>
    /// <param name="indices">The examples to deal.</param>
    /// <param name="shares">The share of each part but the first, which gets the rest.</param>
    /// <returns>The parts, each in ascending order.</returns>
    public static ImmutableArray<int>[] Stratified(
        ReadOnlySpan<int> labels,
        IEnumerable<int> indices,
        params ReadOnlySpan<double> shares
    )
    {
        var parts = new List<int>[shares.Length + 1];
        for (var p = 0; p < parts.Length; p++)
            parts[p] = [];
        foreach (var members in ByClass(labels, indices))
        {
            Seed.For(FixedSeed, "split", labels[members[0]]).Shuffle(CollectionsMarshal.AsSpan(members));
            var dealt = 0;
            for (var p = 1; p < parts.Length; p++)
            {
                var count = (int)Math.Round(members.Count * shares[p - 1], MidpointRounding.AwayFromZero);
                parts[p].AddRange(members.Skip(dealt).Take(count));
                dealt += count;
            }
            parts[0].AddRange(members.Skip(dealt));
        }
        return [.. parts.Select(p => p.Order().ToImmutableArray())];
    }

    private static IEnumerable<List<int>> ByClass(ReadOnlySpan<int> labels, IEnumerable<int> indices)
    {
        var classes = new SortedDictionary<int, List<int>>();
        foreach (var index in indices)
        {
            if (!classes.TryGetValue(labels[index], out var members))
                classes.Add(labels[index], members = []);
            members.Add(index);
        }
        return classes.Values;
    }
}
