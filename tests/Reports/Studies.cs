using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using static Slimfront.Reports.Tests.StudyBuilder;

namespace Slimfront.Reports.Tests;

/// <summary>Studies to report on.</summary>
public static class Studies
{
    public const string Hostile = "</script><img src=x onerror=alert(1)>,\"'|`&amp;\r\n=1+1 <b>𝔘 ${x}";

    public static ReportModel Report(this Study study) =>
        ReportModel.From(study, artifact => $"artifacts/objects/{artifact.Hex[..2]}/{artifact.Hex}", KindOf);

    // A planner reads more of the stages; reports only have to pass on what it says.
    private static PipelineKind KindOf(Study study, StageKey model) =>
        study.Stages.TryGetValue(model, out var node) && node.Stage is { Operation: not "train" and var last }
            ? new($"ends with {last}", IsPlain: false)
            : PipelineKind.Plain;

    public static StudySpec Spec(string name = "digits", params Objective[] objectives) =>
        new()
        {
            Name = name,
            Seed = 7,
            Objectives = objectives.Length > 0 ? [.. objectives] : [Objective.Accuracy, Objective.Bytes],
            Data = new("digits", new string('d', 64), [1, 8, 8], 10, 1077, 360, 360),
            Settings = Configuration.Of(
                ("data", Value.Of("digits")),
                ("teacher.family", Value.Of("plain-cnn")),
                ("training.epochs", Value.Of(24)),
                ("training.learning-rate", Value.Of(0.05))
            ),
        };

    /// <summary>What a small study on digits looks like: 24 trials of every kind, a teacher, shared stages.</summary>
    public static Study Sample(params Objective[] objectives)
    {
        var builder = new StudyBuilder(Spec("digits", objectives));
        var random = Seed.For(7, "sample");
        var teacher = Train(8, 1, epochs: 32);
        builder
            .Start(TrialNumber.Teacher, "plain-cnn 8×1 · trained", Configuration.Empty, teacher)
            .Run(teacher, seconds: 31.4)
            .Complete(TrialNumber.Teacher, Values(420_112, 0.9861));
        for (var i = 0; i < 24; i++)
            SampleTrial(builder, teacher, random);
        return builder
            .Finish(t =>
                t.Measurement!.With("accuracy", t.Measurement!["accuracy"] - (0.012 * random.NextDouble()))
            )
            .Study;
    }

    /// <summary>The studies that every format must cope with, by name.</summary>
    public static IEnumerable<TestCaseData> Difficult()
    {
        yield return Case("no_trials", new StudyBuilder(Spec()).Study);
        yield return Case("nothing_completed", OnlyFailures());
        yield return Case(
            "single_point",
            new StudyBuilder(Spec()).Try("one", ("accuracy", 0.9), ("bytes", 1000)).Study
        );
        yield return Case("non_finite_values", NonFinite());
        yield return Case("hostile_names", HostileNames());
        yield return Case("three_objectives", Sample(Objective.Accuracy, Objective.Bytes, Objective.Macs));
        yield return Case(
            "sizes_of_zero",
            new StudyBuilder(Spec()).Try("none", ("accuracy", 0.1), ("bytes", 0)).Study
        );
        yield return Case("only_minimised", OnlyMinimised());
        yield return Case("outside_the_limits", OutsideTheLimits());
        yield return Case("compared", Compared());
        yield return Case("sample", Sample());
    }

    /// <summary>Three models of which none keeps both limits; the second is nearest: 50 % over one, none over the other.</summary>
    public static Study OutsideTheLimits() =>
        new StudyBuilder(Spec() with { Limits = [new("accuracy", 0.9), new("bytes", 1000)] })
            .Try("far", ("accuracy", 0.45), ("bytes", 500))
            .Try("near", ("accuracy", 0.95), ("bytes", 1490))
            .Try("both", ("accuracy", 0.8), ("bytes", 1600))
            .Study;

    /// <summary>Three models of a front beside simpler recipes: one better, two in vain, one failed, one refused.</summary>
    public static Study Compared()
    {
        var builder = new StudyBuilder(Spec())
            .Try("large", ("accuracy", 0.95), ("bytes", 4000))
            .Try("middle", ("accuracy", 0.9), ("bytes", 3000))
            .Try("small", ("accuracy", 0.8), ("bytes", 2000))
            .Try("beaten", ("accuracy", 0.7), ("bytes", 3500))
            .Apply(
                new StudyEvent.BaselinesRequested([
                    new(new(0), "no-teacher", new(4)),
                    new(new(0), "random-criterion", new(5)),
                    new(new(1), "no-teacher", new(6)),
                    new(new(2), "no-teacher", new(7)),
                    new(new(2), "random-criterion", null, "bytes 9000 is beyond the limit 5000"),
                ])
            )
            .Try("large, alone", ("accuracy", 0.9), ("bytes", 4000));
        builder
            .Start(new(5), "large, random", Configuration.Empty, Train(5, 1, epochs: 1))
            .Apply(new StudyEvent.TrialEnded(new(5), new Outcome.Failed("out of memory")))
            .Try("middle, alone", ("accuracy", 0.9), ("bytes", 3000))
            .Try("small, alone", ("accuracy", 0.82), ("bytes", 2000));
        return builder
            .Finish(t => t.Measurement!.With("accuracy", Math.Round(t.Measurement!["accuracy"] - 0.01, 2)))
            .Study;
    }

    public static Study HostileNames()
    {
        var spec = Spec() with
        {
            Name = Hostile,
            Settings = Configuration.Of((Hostile, Value.Of(Hostile))),
            Data = Spec().Data! with { Name = Hostile },
        };
        var builder = new StudyBuilder(spec).Try(Hostile, ("accuracy", 0.9), ("bytes", 1000), (Hostile, 1));
        var failing = Stage(Hostile, Configuration.Of((Hostile, Value.Of(Hostile))));
        var configuration = Configuration.Of((Hostile, Value.Of(Hostile)));
        return builder
            .Start(builder.Study.Next, Hostile, configuration, failing)
            .Apply(new StudyEvent.TrialEnded(new(1), new Outcome.Failed(Hostile)))
            .Apply(new StudyEvent.Finished(Hostile))
            .Study;
    }

    private static Study OnlyFailures()
    {
        var builder = new StudyBuilder(Spec());
        for (var i = 0; i < 3; i++)
            builder
                .Start(new(i), $"plain-cnn {i}", Configuration.Empty, Train(i, 1, epochs: 1))
                .Apply(
                    new StudyEvent.TrialEnded(
                        new(i),
                        i < 2 ? new Outcome.Failed("out of memory") : new Outcome.Stopped("stopped")
                    )
                );
        return builder.Study;
    }

    private static Study NonFinite() =>
        new StudyBuilder(Spec())
            .Try("nan", ("accuracy", double.NaN), ("bytes", 900))
            .Try("infinite", ("accuracy", 0.9), ("bytes", double.PositiveInfinity))
            .Try("missing", ("accuracy", 0.9))
            .Try("good", ("accuracy", 0.8), ("bytes", 5000))
            .Study;

    private static Study OnlyMinimised() =>
        new StudyBuilder(Spec("latency", Objective.Latency, Objective.Bytes))
            .Try("slow", ("latency", 3.2), ("bytes", 900))
            .Try("fast", ("latency", 0.42), ("bytes", 5000))
            .Study;

    private static void SampleTrial(StudyBuilder builder, Stage teacher, Pcg random)
    {
        var number = builder.Study.Next;
        var depth = 2 + (2 * random.Next(2));
        var width = Math.Round(0.125 * Math.Pow(2, 3 * random.NextDouble()), 3);
        var (teaching, isPruned) = (number.Value % 4, random.Next(2) == 1);
        var ratio = Math.Round(0.2 + (0.6 * random.NextDouble()), 2);
        var stages = Pipeline(teacher, depth, width, teaching, isPruned ? ratio : 0).ToArray();
        var words = Summary(depth, width, teaching, isPruned ? ratio : 0);
        builder.Start(number, words, Point(depth, width, teaching, isPruned ? ratio : 0), stages);
        foreach (var stage in stages)
            builder.Run(stage, seconds: 0.3 + (stage.Epochs * 0.35 * (0.4 + width)));
        if (number.Value == 17)
        {
            builder.Apply(
                new StudyEvent.TrialEnded(
                    number,
                    new Outcome.Failed($"measure {stages[^1].Key.Short}: the runner used more than 2 GiB")
                )
            );
            return;
        }

        var bytes = Math.Round(
            2900 + (depth * 41_000 * width * width * (isPruned ? Math.Pow(1 - ratio, 1.7) : 1))
        );
        var gain = teaching switch
        {
            0 => 0,
            1 => 0.10,
            _ => 0.16,
        };
        var error =
            Math.Min(0.6, (1 - gain) * 0.9 * Math.Pow(bytes / 1000, -0.85))
            + 0.012
            + (0.006 * random.NextDouble());
        builder.Complete(number, Values(bytes, Math.Round((1 - error) * 360) / 360));
    }

    // Teacher → assistants, each of half the width → student → pruned and tuned.
    private static IEnumerable<Stage> Pipeline(
        Stage teacher,
        int depth,
        double width,
        int teaching,
        double ratio
    )
    {
        var last = teacher;
        if (teaching > 0)
            yield return teacher;
        for (var i = 1; i < teaching; i++)
            yield return last = Stage("distil", Shape(8 - (2 * i), 1 - (0.25 * i)), 16, ("teacher", last));
        var model =
            teaching == 0
                ? Train(depth, width, 16)
                : Stage("distil", Shape(depth, width), 16, ("teacher", last));
        yield return model;
        if (ratio == 0)
            yield break;
        var pruned = Stage("prune", Configuration.Of(("ratio", Value.Of(ratio))), 0, ("start", model));
        yield return pruned;
        yield return Stage("train", Shape(depth, width), 6, ("start", pruned));
    }

    private static Stage Train(int depth, double width, double epochs) =>
        Stage("train", Shape(depth, width).With("epochs", Value.Of(epochs)), epochs);

    private static Configuration Shape(int depth, double width) =>
        Configuration.Of(("depth", Value.Of(depth)), ("width", Value.Of(width)));

    private static Configuration Point(int depth, double width, int teaching, double ratio)
    {
        var point = Shape(depth, width)
            .Under("student")
            .With("teaching", Value.Of(teaching == 0 ? "none" : "distil"));
        if (teaching > 0)
            point = point
                .With("teaching.distil.assistants", Value.Of(teaching - 1))
                .With("teaching.distil.temperature", Value.Of(4.0));
        return ratio > 0
            ? point.With("pruning", Value.Of("channels")).With("pruning.channels.ratio", Value.Of(ratio))
            : point.With("pruning", Value.Of("none"));
    }

    private static string Summary(int depth, double width, int teaching, double ratio)
    {
        var taught = teaching switch
        {
            0 => "trained",
            1 => "distilled from the teacher",
            2 => "distilled via 1 assistant",
            _ => $"distilled via {teaching - 1} assistants",
        };
        return FormattableString.Invariant(
            $"plain-cnn {depth}×{width} · {taught}{(ratio > 0 ? $" · channels pruned {100 * ratio:0} %" : "")}"
        );
    }

    private static Measurement Values(double bytes, double accuracy) =>
        Measurement.Of(
            ("accuracy", accuracy),
            ("bytes", bytes),
            ("parameters", Math.Round((bytes - 1400) / 4)),
            ("macs", Math.Round((bytes - 1400) * 7.3))
        );

    private static TestCaseData Case(string name, Study study) =>
        new TestCaseData(study).SetArgDisplayNames(name);
}
