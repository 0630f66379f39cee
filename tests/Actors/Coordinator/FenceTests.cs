using Slimfront.Actors.Coordinator;

namespace Slimfront.Actors.Tests.Coordinator;

public sealed class FenceTests
{
    [Test]
    public void A_process_that_never_was_coordinator_may_take_over() =>
        Assert.That(new Fence().Admits(7), Is.True);

    [Test]
    public void It_may_go_on_while_the_last_epoch_is_its_own()
    {
        var fence = new Fence();
        fence.Trying(7);
        fence.Began(8);

        Assert.That(fence.Admits(8), Is.True);
    }

    [Test]
    public void Another_ones_epoch_ends_it()
    {
        var fence = new Fence();
        fence.Trying(7);
        fence.Began(8);

        Assert.That(fence.Admits(9), Is.False);
    }

    [Test]
    public void An_epoch_that_was_not_written_may_be_tried_again()
    {
        var fence = new Fence();
        fence.Trying(7);

        Assert.That(fence.Admits(7), Is.True);
    }

    [Test]
    public void An_epoch_of_unknown_writer_counts_as_another_ones()
    {
        var fence = new Fence();
        fence.Trying(7);

        Assert.That(fence.Admits(8), Is.False);
    }
}
