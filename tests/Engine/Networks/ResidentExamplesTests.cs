using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Networks;

public sealed class ResidentExamplesTests
{
    private const int Examples = 11;
    private ResidentExamples _examples = null!;

    [OneTimeSetUp]
    public void Make()
    {
        NativeTorch.Load();
        // Example n has the value 10 n and the label n.
        _examples = new(
            (arange(Examples, dtype: float32) * 10).reshape(Examples, 1),
            arange(Examples, dtype: int64)
        );
    }

    [OneTimeTearDown]
    public void Forget() => _examples.Dispose();

    [Test]
    public void A_pass_has_every_example_in_the_splits_order()
    {
        using var pass = _examples.Pass(4);
        Assert.That((pass.Count, pass.Size(2)), Is.EqualTo((3, 3)));
        Assert.That(Places(pass), Is.EqualTo(Enumerable.Range(0, Examples)));
    }

    [Test]
    public void An_epoch_has_every_example_once_in_the_order_that_seed_and_epoch_shuffle()
    {
        var order = Enumerable.Range(0, Examples).Select(i => (long)i).ToArray();
        Seed.For(7, "shuffle", 3).Shuffle(order);
        using var epoch = _examples.Epoch(7, 3, 4);
        using var next = _examples.Epoch(7, 4, 4);
        Assert.That(Places(epoch), Is.EqualTo(order));
        Assert.That(Places(next), Is.Not.EqualTo(order).And.EquivalentTo(order));
    }

    [Test]
    public void A_sample_begins_as_a_larger_one_of_its_purpose_and_differs_from_other_purposes()
    {
        using var small = _examples.Sample(7, "judge", 3, 2);
        using var large = _examples.Sample(7, "judge", 3, 100);
        using var other = _examples.Sample(7, "calibrate", 3, 100);
        Assert.That((small.Count, large.Count, large.Size(3)), Is.EqualTo((2, 4, 2)));
        Assert.That(Places(large).Take(6), Is.EqualTo(Places(small)));
        Assert.That(Places(large), Is.Unique.And.Count.EqualTo(Examples));
        Assert.That(Places(other), Is.Not.EqualTo(Places(large)));
    }

    [Test]
    public void A_batch_is_the_same_whatever_was_asked_for_before()
    {
        using var once = _examples.Epoch(1, 0, 4);
        using var again = _examples.Epoch(1, 0, 4);
        _ = again[0];
        Assert.That(Labels(again[2]), Is.EqualTo(Labels(once[2])));
        Assert.That(() => once[3], Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    // The places by indices, after a look that inputs and labels are those of the places.
    private static IEnumerable<long> Places(IBatches batches)
    {
        using var scope = NewDisposeScope();
        var places = new List<long>();
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            Assert.That(batch.Indices.shape[0], Is.EqualTo(batches.Size(i)));
            Assert.That(Labels(batch), Is.EqualTo(batch.Indices.data<long>().ToArray()));
            Assert.That(
                batch.Inputs.reshape(-1).data<float>().ToArray(),
                Is.EqualTo(Labels(batch).Select(l => l * 10f))
            );
            places.AddRange(batch.Indices.data<long>().ToArray());
        }
        return places;
    }

    private static long[] Labels(Batch batch) => batch.Targets.data<long>().ToArray();
}
