using Slimfront.Search.Objectives;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Tests.Samplers;

namespace Slimfront.Search.Tests.Schedulers;

public sealed class RungHistoryTests
{
    [Test]
    public void At_a_rung_a_network_is_judged_as_it_stands_and_by_limits_as_it_will_be()
    {
        var paused = Paused(0, accuracy: 0.9, bytes: 8000, final: 1000);
        var result = Read(paused).Climbs[0].At(0)!;
        Assert.That(result.Losses, Is.EqualTo(new[] { -0.9, 8000 }));
        Assert.That(result.Outlook, Is.EqualTo(new[] { -0.9, 1000 }));
        Assert.That(result.Measurement["bytes"], Is.EqualTo(1000));
        Assert.That(result.Violation, Is.Zero, "it will have less than 2,000 bytes");
    }

    [Test]
    public void The_hardest_compression_of_the_same_training_is_not_better_at_a_rung()
    {
        var history = Read(
            Paused(0, accuracy: 0.9, bytes: 8000, final: 1900),
            Paused(1, accuracy: 0.9, bytes: 8000, final: 100),
            Paused(2, accuracy: 0.8, bytes: 9000, final: 50)
        );
        Assert.That(RungRanking.BestFirst([.. history.Climbs.Select(c => c.At(0)!)]), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public void What_the_same_stage_measured_is_one_training()
    {
        Trial At(int number, string stage, double accuracy) =>
            Paused(number, accuracy, 8000, 1000) with
            {
                MeasurementStage = new(stage),
            };
        var history = Read(At(0, "a", 0.8), At(1, "b", 0.9), At(2, "a", 0.8));
        var counted = 0;
        Assert.That(history.Promoted(0, n => counted = n)!.First.Value, Is.EqualTo(1));
        Assert.That(counted, Is.EqualTo(2));
    }

    private static RungHistory Read(params Trial[] trials) =>
        RungHistory.Of(
            FakeStudy.Snapshot(new([]), trials) with
            {
                Limits = [new("bytes", 2000)],
            },
            rungs: 3,
            mayBegin: true,
            isComplete: true
        );

    private static Trial Paused(int number, double accuracy, double bytes, double final)
    {
        var measured = new Outcome.Paused(Measurement.Of(("accuracy", accuracy), ("bytes", bytes)));
        var trial = FakeStudy.Trial(number, Configuration.Empty, measured);
        return trial with
        {
            Fidelity = new(0, 3),
            Prediction = trial.Prediction.Add("bytes", Interval.Exactly(final)),
        };
    }
}
