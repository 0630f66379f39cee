using Akka.Actor;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Slots;

/// <summary>What a slot says to the coordinator, and whether what it hears is the present one's.</summary>
/// <param name="options">What the slot is.</param>
/// <param name="coordinator">The coordinator, or the proxy that finds it.</param>
internal sealed class SlotVoice(SlotOptions options, IActorRef coordinator)
{
    private Hello _hello = new(
        options.Id,
        options.Device,
        options.Source,
        null,
        0,
        "",
        null,
        $"{options.Labels}",
        options.MemoryBytes,
        Environment: options.Environment
    );

    /// <summary>The highest epoch of any coordinator that was obeyed.</summary>
    public long Epoch { get; private set; } = long.MinValue;

    /// <summary>From now on it has an attempt.</summary>
    public void Has(AttemptRef work, string text) =>
        _hello = _hello with { Running = work, Fraction = 0, Text = text };

    /// <summary>The attempt is so far.</summary>
    public void Note(double fraction, string text) =>
        _hello = _hello with { Fraction = fraction, Text = text };

    /// <summary>The attempt is over, and its end is to be told.</summary>
    public void Reports(AttemptRef work) => _hello = _hello with { Running = work, Text = "reporting" };

    /// <summary>It has no attempt any more.</summary>
    /// <param name="unfit">Why it cannot take another one; null where it can.</param>
    public void IsFree(string? unfit) =>
        _hello = _hello with { Running = null, Fraction = 0, Text = "", Unfit = unfit };

    /// <summary>It takes no more attempts.</summary>
    public void Drains() => _hello = _hello with { Unfit = "draining" };

    /// <summary>Says what it is and does.</summary>
    public void Greet() => coordinator.Tell(_hello);

    /// <summary>Tells how an attempt ended.</summary>
    public void Tell(Ended ended)
    {
        // A coordinator that has just begun is to know the slot before it knows the end: else nobody is told where to fetch what
        // was made.
        Greet();
        coordinator.Tell(ended);
    }

    /// <summary>Whether an order or answer is obeyed: a coordinator that was replaced may not know it yet.</summary>
    /// <param name="epoch">The epoch of who sent it.</param>
    public bool Obeys(long epoch)
    {
        if (epoch < Epoch)
            return false;
        Epoch = epoch;
        return true;
    }
}
