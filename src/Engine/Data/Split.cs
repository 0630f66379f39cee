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

    /// <summary>The same split with only the first examples of the training part, each group in proportion.</summary>
    /// <param name="groups">The group of every input of the data set.</param>
    /// <param name="count">How many to keep, at least one for each group; all when there are no more.</param>
    public Split LimitTrain(ReadOnlySpan<int> groups, int count)
    {
        if (count >= Train.Length)
            return this;
        var members = ByGroup(groups, Train).ToArray();
        ArgumentOutOfRangeException.ThrowIfLessThan(count, members.Length);
        // One of each group first; the rest in proportion, by the quota of all groups so far less what they took,
        // so that rounding never adds up.
        var kept = new List<int>();
        var seen = 0L;
        for (var c = 0; c < members.Length; c++)
        {
            seen += members[c].Count - 1;
            var quota = c + 1 + (seen * (count - members.Length) / (Train.Length - members.Length));
            kept.AddRange(members[c].Take((int)quota - kept.Count));
        }
        kept.Sort();
        return this with { Train = [.. kept] };
    }

    /// <summary>The split of examples that stand part after part.</summary>
    /// <param name="groups">The group of every input of the data set.</param>
    /// <param name="lengths">
    /// Of training, validation and test; or of training and test: a share of training validates; or of all
    /// together, dealt 60 : 20 : 20.
    /// </param>
    /// <param name="validation">That share.</param>
    public static Split Of(ReadOnlySpan<int> groups, ReadOnlySpan<int> lengths, double validation)
    {
        var first = Enumerable.Range(0, lengths[0]);
        if (lengths.Length == 1)
        {
            var dealt = Stratified(groups, first, 0.2, 0.2);
            return new(dealt[0], dealt[1], dealt[2]);
        }
        ImmutableArray<int> last = [.. Enumerable.Range(groups.Length - lengths[^1], lengths[^1])];
        if (lengths.Length == 3)
            return new([.. first], [.. Enumerable.Range(lengths[0], lengths[1])], last);
        var parts = Stratified(groups, first, validation);
        return new(parts[0], parts[1], last);
    }

    /// <summary>Deals examples into parts at random, each group in proportion; always the same way.</summary>
    /// <param name="groups">The group of every input of the data set.</param>
    /// <param name="indices">The examples to deal.</param>
    /// <param name="shares">The share of each part but the first, which gets the rest.</param>
    /// <returns>The parts, each in ascending order.</returns>
    public static ImmutableArray<int>[] Stratified(
        ReadOnlySpan<int> groups,
        IEnumerable<int> indices,
        params ReadOnlySpan<double> shares
    )
    {
        var parts = new List<int>[shares.Length + 1];
        for (var p = 0; p < parts.Length; p++)
            parts[p] = [];
        foreach (var members in ByGroup(groups, indices))
        {
            Seed.For(FixedSeed, "split", groups[members[0]]).Shuffle(CollectionsMarshal.AsSpan(members));
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

    private static IEnumerable<List<int>> ByGroup(ReadOnlySpan<int> groups, IEnumerable<int> indices)
    {
        var found = new SortedDictionary<int, List<int>>();
        foreach (var index in indices)
        {
            if (!found.TryGetValue(groups[index], out var members))
                found.Add(groups[index], members = []);
            members.Add(index);
        }
        return found.Values;
    }
}
