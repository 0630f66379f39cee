using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Actors.Journal;
using Slimfront.Cli.Views;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.Views;

public sealed class StageTableTests
{
    private static readonly Stage Train = New("train");

    [Test]
    public void Every_try_at_a_stage_has_a_curve_of_its_own()
    {
        ProgressPoint[] said =
        [
            Said(1, 0, "starting"),
            Said(1, 50, "epoch 2/4, loss 0.9"),
            Said(2, 25, "epoch 1/4, loss 1.0"),
            Said(2, 50, "epoch 2/4, loss 0.5"),
            Said(2, 99, "epoch 4/4, loss 0.25"),
            Said(2, 100, "reporting"),
        ];

        var lines = StageTable.Lines(Study(), said).Select(l => l.Trim()).ToArray();

        Assert.That(lines[0], Does.Contain("train").And.EndsWith("done in 1.5 s"));
        Assert.That(lines[1], Is.EqualTo("attempt 1: epoch 2/4, loss 0.9"));
        Assert.That(lines[2], Is.EqualTo("attempt 2: epoch 4/4, loss 0.25   █▃▁"));
        Assert.That(lines[3], Does.Contain("measure").And.EndsWith("waits"));
    }

    [Test]
    public void Nothing_said_is_nothing_shown() =>
        Assert.That(StageTable.Lines(Study(), []).Count(), Is.EqualTo(2));

    [Test]
    public void Programs_get_a_study_and_its_stages_as_one_line_of_JSON()
    {
        var line = StudyJson.Line(Study(), [Said(2, 50, "epoch 2/4, loss 0.5")]);
        var study = JsonDocument.Parse(line).RootElement;
        var train = study
            .GetProperty("stages")
            .EnumerateArray()
            .Single(s => s.GetProperty("operation").GetString() == "train");

        Assert.That(line, Does.Not.Contain('\n'));
        Assert.That(study.GetProperty("study").GetString(), Is.EqualTo("small"));
        Assert.That(study.GetProperty("phase").GetString(), Is.EqualTo("searching"));
        Assert.That(study.GetProperty("front").GetArrayLength(), Is.Zero);
        Assert.That(train.GetProperty("status").GetString(), Is.EqualTo("done"));
        Assert.That(train.GetProperty("seconds").GetDouble(), Is.EqualTo(1.5));
        Assert.That(
            train.GetProperty("progress")[0].GetProperty("text").GetString(),
            Is.EqualTo("epoch 2/4, loss 0.5")
        );
        Assert.That(
            JsonDocument.Parse(StudyJson.Line(Study())).RootElement.TryGetProperty("stages", out _),
            Is.False
        );
    }

    private static ProgressPoint Said(int attempt, int percent, string text) =>
        new(Train.Key.Hex, attempt, percent, text, DateTimeOffset.UnixEpoch);

    // The first try was lost, the second one completed.
    private static Study Study()
    {
        var measure = New("measure");
        var spec = new StudySpec { Name = "small" };
        var trial = new Trial(
            new(0),
            "random",
            Configuration.Empty,
            "",
            ImmutableSortedDictionary<string, Interval>.Empty,
            [Train.Key, measure.Key],
            Train.Key,
            measure.Key,
            New("test")
        );
        var result = new StageResult(
            new(new string('a', 64)),
            1,
            Measurement.Empty,
            Measurement.Empty,
            Seconds: 1.5
        );
        StudyEvent[] events =
        [
            new StudyEvent.TrialStarted(trial, [Train, measure]),
            new StudyEvent.AttemptStarted(new(Train.Key, 1), "a:1/0-x"),
            new StudyEvent.AttemptLost(new(Train.Key, 1), "gone"),
            new StudyEvent.AttemptStarted(new(Train.Key, 2), "a:1/0-x"),
            new StudyEvent.StageCompleted(new(Train.Key, 2), result),
        ];
        return events.Aggregate(
            Search.Studies.Study.Begin(new(spec, DateTimeOffset.UnixEpoch)),
            (study, e) => study.Apply(e)
        );
    }

    private static Stage New(string operation) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = Configuration.Empty,
            Dataset = "none",
            Seed = 1,
            Inputs = [],
        };
}
