using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests;

/// <summary>Builds a study as it really comes about: event by event.</summary>
public sealed class StudyBuilder(StudySpec spec)
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public Study Study { get; private set; } = Study.Begin(new StudyEvent.Created(spec, Begin));

    public static Stage Stage(
        string operation,
        Configuration parameters,
        double epochs = 0,
        params (string Role, Stage Stage)[] inputs
    ) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = parameters,
            Dataset = "digits",
            Seed = 1,
            Epochs = epochs,
            Inputs = [.. inputs.Select(i => new StageInput(i.Role, i.Stage.Key))],
        };

    public static Stage Measure(Stage model, string split = "validation") =>
        Stage("measure", Configuration.Of(("split", Value.Of(split))), epochs: 0, ("model", model));

    public StudyBuilder Apply(StudyEvent happened)
    {
        Study = Study.Apply(happened);
        return this;
    }

    /// <summary>Starts a trial of the stages, the last one its model; its measurement is added.</summary>
    public StudyBuilder Start(
        TrialNumber number,
        string summary,
        Configuration configuration,
        params Stage[] stages
    )
    {
        var model = stages[^1];
        Stage[] all = [.. stages, Measure(model)];
        var origin =
            number == TrialNumber.Teacher ? Trial.TeacherOrigin
            : Study.Phase is StudyPhase.Comparing ? Trial.BaselineOrigin
            : "sobol";
        var trial = new Trial(
            number,
            origin,
            configuration,
            summary,
            System.Collections.Immutable.ImmutableSortedDictionary<string, Interval>.Empty,
            [.. all.Select(s => s.Key)],
            model.Key,
            all[^1].Key,
            Measure(model, "test")
        );
        return Apply(
            new StudyEvent.TrialStarted(trial, [.. all.Where(s => !Study.Stages.ContainsKey(s.Key))])
        );
    }

    /// <summary>Runs a stage unless it is done.</summary>
    public StudyBuilder Run(Stage stage, double seconds, Measurement? values = null)
    {
        if (Study.Result(stage.Key) is not null)
            return this;
        var attempt = new AttemptId(stage.Key, Study.Stages[stage.Key].Attempts + 1);
        return Apply(new StudyEvent.AttemptStarted(attempt, "cpu-0"))
            .Apply(new StudyEvent.StageCompleted(attempt, Result(stage, seconds, values)));
    }

    /// <summary>A stage whose artifact was there already.</summary>
    public StudyBuilder Find(Stage stage, double seconds) =>
        Apply(
            new StudyEvent.StageCompleted(new AttemptId(stage.Key, 0), Result(stage, seconds, values: null))
        );

    /// <summary>Measures a trial's model and ends the trial.</summary>
    public StudyBuilder Complete(TrialNumber number, Measurement values)
    {
        var trial = Study.Trial(number);
        return Run(Study.Stages[trial.MeasurementStage].Stage, seconds: 0.2, values)
            .Apply(new StudyEvent.TrialEnded(number, new Outcome.Completed(values)));
    }

    /// <summary>A whole trial in one stage, done in a second.</summary>
    public StudyBuilder Try(string summary, params (string Key, double Value)[] values)
    {
        var number = Study.Next;
        var model = Stage("train", Configuration.Of(("trial", Value.Of(number.Value))), epochs: 1);
        return Start(number, summary, Configuration.Of(("name", Value.Of(summary))), model)
            .Run(model, seconds: 1)
            .Complete(number, Measurement.Of(values));
    }

    /// <summary>Measures the front on the test split and ends the study.</summary>
    public StudyBuilder Finish(Func<Trial, Measurement> test)
    {
        var front = Study.Front();
        Apply(new StudyEvent.TestRequested(front, [.. Study.TestedWith(front).Select(t => t.TestStage)]));
        foreach (var trial in Study.Tested.ToArray())
        {
            Run(trial.TestStage, seconds: 0.1, test(trial));
            Apply(new StudyEvent.TestMeasured(trial.Number, test(trial)));
        }

        return Apply(new StudyEvent.Finished($"{Study.Trials.Count} trials done"));
    }

    private static StageResult Result(Stage stage, double seconds, Measurement? values) =>
        new(
            new ArtifactId(
                $"{Seed.Derive(1, stage.Key.Hex):x16}{Seed.Derive(2, stage.Key.Hex):x16}"
                    + $"{Seed.Derive(3, stage.Key.Hex):x16}{Seed.Derive(4, stage.Key.Hex):x16}"
            ),
            Bytes: 1234,
            values ?? Measurement.Empty,
            Measurement.Empty,
            seconds
        );
}
