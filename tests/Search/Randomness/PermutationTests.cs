using CsCheck;
using Slimfront.Search.Randomness;

namespace Slimfront.Search.Tests.Randomness;

public sealed class PermutationTests
{
    [Test]
    public void Every_element_comes_once() =>
        Gen.Select(Gen.Int[1, 300], Gen.ULong)
            .Sample(
                (count, seed) =>
                {
                    var order = new Permutation(count, seed);
                    var elements = Enumerable.Range(0, count).Select(i => order.At(i)).ToHashSet();
                    return elements.Count == count && elements.All(e => e >= 0 && e < count);
                },
                iter: 100
            );

    [Test]
    public void A_position_is_found_again() =>
        Gen.Select(Gen.Long[1, 1L << 50], Gen.ULong, Gen.Double[0, 0.999])
            .Sample(
                (count, seed, share) =>
                {
                    var order = new Permutation(count, seed);
                    var position = (long)(share * count);
                    return order.PositionOf(order.At(position)) == position;
                }
            );
}
