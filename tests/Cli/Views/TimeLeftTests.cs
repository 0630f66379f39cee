using System.Collections.Immutable;
using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Views;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.Views;

public sealed class TimeLeftTests
{
    // Three had ended before anybody watched: their time is not known, so they do not count.
    [Test]
    public void It_is_reckoned_from_the_trials_that_ended_since_it_is_watched()
    {
        var clock = new ManualClock();
        var left = new TimeLeft(clock);
        Assert.That(left.Text(Ended(3)), Is.EqualTo("3 of 10 trials"));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.That(left.Text(Ended(3)), Is.EqualTo("3 of 10 trials"));
        Assert.That(left.Text(Ended(6)), Is.EqualTo("6 of 10 trials"));
        Assert.That(left.Text(Ended(7)), Is.EqualTo("7 of 10 trials, about 0:45 left, then baselines"));
        Assert.That(left.Text(Ended(10)), Is.EqualTo("10 of 10 trials"));
    }

    private static Study Ended(int count)
    {
        var study = Study.Begin(new(new() { Budget = new(10) }, DateTimeOffset.UnixEpoch));
        for (var n = 0; n < count; n++)
            study = Begun(study).Apply(new StudyEvent.TrialEnded(new(n), new Outcome.Failed("")));
        return study;
    }

    private static Study Begun(Study study)
    {
        var model = new Stage
        {
            Operation = "train",
            Version = 1,
            Parameters = Configuration.Empty,
            Dataset = "none",
            Seed = 1,
            Inputs = [],
        };
        var trial = new Trial(
            study.Next,
            "random",
            Configuration.Empty,
            "",
            ImmutableSortedDictionary<string, Interval>.Empty,
            [model.Key],
            model.Key,
            model.Key,
            model
        );
        return study.Apply(new StudyEvent.TrialStarted(trial, []));
    }
}
