using CsCheck;
using Slimfront.Search.Randomness;

namespace Slimfront.Search.Tests.Randomness;

public sealed class PcgTests
{
    [Test]
    public void The_sequence_is_the_one_of_the_paper()
    {
        // The published demo of PCG32: seed 42, stream 54.
        var pcg = new Pcg(seed: 42, stream: 54);
        uint[] expected = [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e];
        Assert.That(expected.Select(_ => pcg.NextUInt()), Is.EqualTo(expected));
    }

    [Test]
    public void Streams_of_one_seed_differ() =>
        Assert.That(new Pcg(1, 1).NextULong(), Is.Not.EqualTo(new Pcg(1, 2).NextULong()));

    [Test]
    public void Whole_numbers_stay_in_their_range() =>
        Gen.Select(Gen.ULong, Gen.Int, Gen.Int)
            .Sample(
                (seed, a, b) =>
                {
                    var (low, high) = (Math.Min(a, b), Math.Max(a, b));
                    var x = new Pcg(seed).Next(low, high);
                    return low == high ? x == low : x >= low && x < high;
                }
            );

    [Test]
    public void Whole_numbers_are_uniform()
    {
        var pcg = new Pcg(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[pcg.Next(7)]++;
        // Pearson's χ² with 6 degrees of freedom is above 22.5 once in a thousand.
        Assert.That(counts.Sum(c => Math.Pow(c - 10_000, 2) / 10_000), Is.LessThan(22.5));
    }

    [Test]
    public void Reals_lie_in_the_half_open_unit_interval() =>
        Gen.ULong.Sample(seed =>
        {
            var pcg = new Pcg(seed);
            return pcg.NextDouble() is >= 0 and < 1 && pcg.NextSingle() is >= 0 and < 1;
        });

    [Test]
    public void Shuffling_through_the_base_class_is_reproducible()
    {
        int[] Shuffled()
        {
            var items = Enumerable.Range(0, 20).ToArray();
            new Pcg(9).Shuffle(items);
            return items;
        }
        var (first, second) = (Shuffled(), Shuffled());
        Assert.That(first, Is.EqualTo(second));
        Assert.That(first, Is.EquivalentTo(Enumerable.Range(0, 20)));
    }
}
