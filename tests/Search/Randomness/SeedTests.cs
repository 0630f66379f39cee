using CsCheck;
using Slimfront.Search.Randomness;

namespace Slimfront.Search.Tests.Randomness;

public sealed class SeedTests
{
    [Test]
    public void A_derived_seed_never_changes() =>
        // The first 8 bytes of SHA-256("1/mutation/17"), little endian.
        Assert.That(Seed.Derive(1, "mutation", 17), Is.EqualTo(5008912838289054496UL));

    [Test]
    public void Each_part_of_the_purpose_matters() =>
        Gen.Select(Gen.ULong, Gen.String, Gen.Long)
            .Sample(
                (seed, purpose, index) =>
                {
                    var derived = Seed.Derive(seed, purpose, index);
                    return derived != Seed.Derive(seed ^ 1, purpose, index)
                        && derived != Seed.Derive(seed, purpose + "x", index)
                        && derived != Seed.Derive(seed, purpose, index ^ 1);
                }
            );
}
