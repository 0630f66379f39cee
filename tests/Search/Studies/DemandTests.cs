using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

public sealed class DemandTests
{
    // Each round takes two stages of the round before: 2⁴⁰ ways lead to the first one.
    [Test]
    public void Many_ways_to_one_stage_are_one_stage()
    {
        var stages = new List<Stage> { Make("initialise"), Make("train") };
        for (var round = 0; round < 40; round++)
        {
            var origin = round == 0 ? stages[0] : stages[^2];
            stages.Add(Make("ticket", ("trained", stages[^1]), ("origin", origin)));
            stages.Add(Make("train", ("start", stages[^1])));
        }
        var study = Waiting(stages);
        Assert.That(study.Wanted(), Is.EquivalentTo(stages));
        Assert.That(study.Ready(), Is.EquivalentTo(stages[..2]));
        Assert.That(study.Blocked(stages[^1].Key), Is.Null);
    }

    private static Study Waiting(List<Stage> stages)
    {
        var goal = stages[^1];
        var trial = new Trial(
            new(0),
            "random",
            Configuration.Empty,
            "tickets",
            ImmutableSortedDictionary<string, Interval>.Empty,
            [.. stages.Select(s => s.Key)],
            goal.Key,
            goal.Key,
            goal
        );
        return Study
            .Begin(new StudyEvent.Created(new StudySpec(), DateTimeOffset.UnixEpoch))
            .Apply(new StudyEvent.TrialStarted(trial, [.. stages]));
    }

    private static Stage Make(string operation, params (string Role, Stage Stage)[] inputs) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = Configuration.Empty,
            Dataset = "digits",
            Seed = 1,
            Inputs = [.. inputs.Select(i => new StageInput(i.Role, i.Stage.Key))],
        };
}
