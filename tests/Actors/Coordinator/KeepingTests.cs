using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

public sealed class KeepingTests
{
    [Test]
    public void At_every_point_of_a_study_all_that_it_needs_is_kept_or_will_be_made()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(bench.Kit);
        var points = 0;
        while (bench.Study().Phase is not StudyPhase.Finished)
        {
            var order = slot.Take(bench.Actor);
            Check(bench.Study());
            slot.Complete(bench.Actor, order);
            Check(bench.Study());
            points++;
        }

        Check(bench.Study());
        Assert.That(points, Is.GreaterThan(10));
        Assert.That(
            bench.Study().KeptArtifacts().Count(),
            Is.EqualTo(Models(bench.Study()).Distinct().Count())
        );
        Assert.That(bench.Study().KeptCheckpoints(), Is.Empty);
    }

    private static void Check(Study study)
    {
        var kept = study.KeptArtifacts().ToHashSet();
        var wanted = study.Wanted().Select(s => s.Key).ToHashSet();
        Assert.That(
            Models(study),
            Is.All.Matches<object>(a => kept.Contains((Slimfront.Search.Stages.ArtifactId)a))
        );
        foreach (var input in study.Wanted().SelectMany(s => s.Inputs).Select(i => i.Stage))
            Assert.That(
                study.Result(input) is { } result ? kept.Contains(result.Artifact) : wanted.Contains(input)
            );
        Assert.That(
            study.KeptCheckpoints(),
            Is.SupersetOf(study.Attempts().Select(a => a.Stage).Intersect(wanted))
        );
    }

    private static IEnumerable<Slimfront.Search.Stages.ArtifactId> Models(Study study) =>
        study.Front().Select(n => study.Result(study.Trial(n).Model)!.Artifact);
}
