using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Reports.Model;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.StudyFiles;

public sealed class StudyFileTests
{
    private readonly StudyFile _reader = new(
        Composition.Load(plugins: null).Pipeline,
        Composition.Load(plugins: null).Search
    );

    [Test]
    public void An_empty_file_is_the_study_of_defaults() =>
        Assert.That(
            StudyYaml.Of(_reader.Parse("s.yaml", "")),
            Is.EqualTo(StudyYaml.Of(new StudySpec { Name = "", WarmStart = default }))
        );

    [Test]
    public void What_a_report_prints_as_study_file_is_read_back_as_the_same_study()
    {
        var spec = _reader.Default();
        Assert.That(
            StudyYaml.Of(_reader.Parse("s.yaml", StudyYaml.Of(spec))),
            Is.EqualTo(StudyYaml.Of(spec))
        );
    }

    [Test]
    public void Every_key_is_read()
    {
        var spec = _reader.Parse(
            "s.yaml",
            """
            name: tiny
            seed: 7
            objectives: [accuracy, macs]
            limits: { macs: 2M, accuracy: 90% }
            budget: { trials: 5, time: 90s }
            sampler: random
            lag: none
            in-flight: 3
            priority: 4
            requires: { gpu: a100, rack: "7" }
            attempts: { tries: 2, time: 1m, memory: 1GB }
            training: { epochs: 4 }
            data.train-limit: 500
            space:
              student: [plain-cnn]
              pruning.channels.ratio: { from: 0.2, to: 0.4 }
            warm-start:
              - { student: plain-cnn, student.plain-cnn: { depth: "4" } }
            """
        );
        Assert.Multiple(() =>
        {
            Assert.That(
                (spec.Name, spec.Seed, spec.Lag, spec.InFlight, spec.Priority),
                Is.EqualTo(("tiny", 7UL, (int?)null, 3, 4))
            );
            Assert.That(spec.Requires, Is.EqualTo(Labels.Parse("gpu=a100,rack=7")));
            Assert.That(spec.Objectives, Is.EqualTo(new[] { Objective.Accuracy, Objective.Macs }));
            Assert.That(
                spec.Limits,
                Is.EqualTo(new[] { new Limit("macs", 2e6), new Limit("accuracy", 0.9) })
            );
            Assert.That(spec.Budget, Is.EqualTo(new Budget(5, TimeSpan.FromSeconds(90))));
            Assert.That(spec.Sampler.Text("sampler"), Is.EqualTo("random"));
            Assert.That(
                spec.Attempts,
                Is.EqualTo(new AttemptLimits(2, TimeSpan.FromMinutes(1), 1_000_000_000))
            );
            Assert.That(spec.Settings.Integer("training.epochs"), Is.EqualTo(4));
            Assert.That(spec.Settings.Integer("data.train-limit"), Is.EqualTo(500));
            Assert.That(
                spec.Restrictions["pruning.channels.ratio"],
                Is.EqualTo(new Restriction.Between(0.2, 0.4))
            );
            Assert.That(
                spec.Restrictions["student"],
                Is.EqualTo(new Restriction.OneOf([Value.Of("plain-cnn")]))
            );
            Assert.That(spec.WarmStart.Single().Text("student.plain-cnn.depth"), Is.EqualTo("4"));
        });
    }

    [TestCase("budget: &b { trials: 3 }\nlimits: *b", ":1: ", "aliases")]
    [TestCase("budget: &b [*b]", ":1: ", "aliases")]
    [TestCase("name: &n digits", ":1: ", "aliases")]
    public void Anchors_and_aliases_are_not_read(string yaml, string line, string word) =>
        Assert.That(
            () => _reader.Parse("s.yaml", yaml),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(line).And.Message.Contains(word)
        );

    [Test]
    public void Depth_and_length_are_limited()
    {
        var deep = "space: " + new string('[', 100_000);
        var wide = "name: " + new string('a', 2_000_000);

        Assert.That(
            () => _reader.Parse("s.yaml", deep),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("levels deep")
        );
        Assert.That(
            () => _reader.Parse("s.yaml", wide),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("characters")
        );
    }

    [Test]
    public void Every_rule_that_ends_a_study_is_read()
    {
        var spec = _reader.Parse(
            "s.yaml",
            """
            budget:
              trials: 90
              finished: 60
              time: 1h
              device-time: 2h
              hypervolume: 90%
              reference: { bytes: 300k, accuracy: 50% }
              patience: 20
              failure-rate: 40%
              failure-minimum: 5
            """
        );
        Assert.That(
            spec.Budget,
            Is.EqualTo(
                new Budget(90, TimeSpan.FromHours(1))
                {
                    Finished = 60,
                    DeviceTime = TimeSpan.FromHours(2),
                    Hypervolume = 0.9,
                    Reference = [new("bytes", 300_000), new("accuracy", 0.5)],
                    Patience = 20,
                    FailureRate = 0.4,
                    FailureMinimum = 5,
                }
            )
        );
    }

    [TestCase("budget.hypervolume: 1", "s.yaml:1: 'budget.hypervolume' needs 'budget.reference'")]
    [TestCase("budget: { hypervolume: 90% }", "s.yaml:1: 'budget.hypervolume' needs 'budget.reference'")]
    [TestCase(
        "budget: { hypervolume: 0 }",
        "s.yaml:1: 'budget.hypervolume' is '0'; it must be a share above 0"
    )]
    [TestCase(
        "budget: { reference: { bytes: 9 } }",
        "s.yaml:1: 'budget.reference' must give one value for each"
    )]
    [TestCase(
        "budget: { reference: { bytes: 9, accuracy: 1 } }",
        "s.yaml:1: 'budget.reference.accuracy' is 1;"
    )]
    [TestCase(
        "budget: { patients: 9 }",
        "s.yaml:1: unknown key 'budget.patients'. Did you mean 'budget.patience'?"
    )]
    public void An_impossible_budget_is_refused(string text, string message) =>
        Assert.That(
            () => _reader.Parse("s.yaml", text),
            Throws.TypeOf<UserErrorException>().With.Message.StartsWith(message)
        );

    [TestCase("training.epochs: 1e30")]
    [TestCase("training.epochs: 18446744073709551615")]
    [TestCase("data.train-limit: 9007199254740994")]
    [TestCase("training.learning-rate: 1e400")]
    public void A_number_that_no_computer_counts_to_is_refused_with_its_line(string text) =>
        Assert.That(
            () => _reader.Parse("s.yaml", text),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Match("^s.yaml:1: '[a-z.-]+' is '.+'; it must be ")
        );

    [Test]
    public void The_default_study_can_be_read_and_planned()
    {
        var composition = Composition.Load(plugins: null);
        var spec = composition.Preparation.Prepare(
            new StudyFile(composition.Pipeline, composition.Search).Default()
        );
        Assert.That(spec.Data!.Outputs, Is.EqualTo(10));
        Assert.That(spec.WarmStart, Has.Length.EqualTo(6), "the usual list");
    }

    [Test]
    public void A_file_without_a_list_begins_with_the_usual_one_and_may_ask_for_none()
    {
        var composition = Composition.Load(plugins: null);
        var file = new StudyFile(composition.Pipeline, composition.Search);
        int Listed(string text) =>
            composition.Preparation.Prepare(file.Parse("s.yaml", text)).WarmStart.Length;
        Assert.That(Listed("budget: { trials: 17 }"), Is.EqualTo(2));
        Assert.That(Listed("budget: { trials: 60 }\nwarm-start: []"), Is.Zero);
        Assert.That(Listed("budget: { trials: 60 }\nspace: { teaching: none }"), Is.EqualTo(3));
    }

    [Test]
    public void What_ONNX_files_measure_may_be_an_objective_or_a_limit()
    {
        var composition = Composition.Load(plugins: null);
        var spec = composition.Reader.Parse(
            "s.yaml",
            "objectives: [accuracy, onnx-bytes]\nlimits: { onnx-latency: 80µs, onnx-bytes: 20k }"
        );
        Assert.That(spec.Objectives[1].Unit, Is.EqualTo("B"));
        Assert.That(spec.Limits.Select(l => l.Bound), Is.EqualTo((double[])[0.08, 20_000]));
        Assert.That(spec.Limits.Select(l => l.Violation(1e9)), Is.All.Positive);
        var prepared = composition.Preparation.Prepare(spec);
        Assert.That(prepared.Measured("onnx-latency").Unit, Is.EqualTo("ms"));
    }

    [TestCase("on", StudySpec.UsualBaselines)]
    [TestCase("off", 0)]
    [TestCase("0", 0)]
    [TestCase("3", 3)]
    public void Baselines_are_on_off_or_a_number(string text, int expected)
    {
        Assert.That(_reader.Parse("s.yaml", $"baselines: {text}").Baselines, Is.EqualTo(expected));
        Assert.That(_reader.Parse("s.yaml", "").Baselines, Is.EqualTo(StudySpec.UsualBaselines));
        Assert.That(
            () => _reader.Parse("s.yaml", "baselines: many"),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("on, off, or how many")
        );
    }

    [Test]
    public void Every_setting_of_the_pipeline_can_be_written_in_a_study_file()
    {
        foreach (var setting in Composition.Load(plugins: null).Pipeline.Settings)
        {
            var text = setting.Default.Text.Length == 0 ? "''" : setting.Default.Text;
            // With the choice that it belongs to, without which it would be refused as having no effect.
            var choices = Owners(setting.Key).Select(o => $"{o.Choice}: {o.Option}\n");
            var spec = _reader.Parse("s.yaml", $"{string.Concat(choices)}{setting.Key}: {text}");
            Assert.That(spec.Settings[setting.Key], Is.EqualTo(setting.Default), setting.Key);
        }
    }

    // "training.optimizer: adam" for "training.adam.beta1".
    private static IEnumerable<(string Choice, string Option)> Owners(string key) =>
        key.Split('.') is not [var above, var option, _, ..]
            ? []
            : Composition
                .Load(plugins: null)
                .Pipeline.Settings.Where(s => s.Key.Split('.') is [var first, _] && first == above)
                .Where(s => s.Allowed is Parameter.Choice choice && choice.Find(option) is not null)
                .Select(s => (s.Key, option));

    [Test]
    public void An_error_names_file_line_and_nearest_key() =>
        Assert.That(
            () => _reader.Parse("s.yaml", "seed: 1\ntraining:\n  epocs: 3\n"),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.StartsWith(
                    "s.yaml:3: unknown key 'training.epocs'. Did you mean 'training.epochs'?"
                )
        );
}
