using Slimfront.Actors.Slots;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Slots;

public sealed class PaceTests
{
    private readonly ManualClock _clock = new();

    [Test]
    public void What_is_left_follows_from_the_pace_since_the_first_word()
    {
        var pace = new Pace(_clock);
        pace.Begin();
        // Resumed in the middle: what was done before says nothing of the pace.
        _clock.Advance(TimeSpan.FromSeconds(30));
        pace.Note(0.5);
        _clock.Advance(TimeSpan.FromSeconds(10));
        pace.Note(0.6);
        Assert.That(pace.Left(), Is.EqualTo(TimeSpan.FromSeconds(40)).Within(TimeSpan.FromMilliseconds(1)));

        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.That(pace.Left(), Is.EqualTo(TimeSpan.FromSeconds(25)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public void Without_two_words_there_is_no_pace()
    {
        var pace = new Pace(_clock);
        Assert.That(pace.Left(), Is.Null);
        pace.Note(0.5);
        Assert.That(pace.Left(), Is.Null);
        pace.Note(0.7);
        pace.Begin();
        Assert.That(pace.Left(), Is.Null, "another attempt has another pace");
    }

    [Test]
    public void What_should_have_ended_takes_no_time_any_more()
    {
        var pace = new Pace(_clock);
        pace.Note(0.1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        pace.Note(0.9);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(pace.Left(), Is.EqualTo(TimeSpan.Zero));
    }
}
