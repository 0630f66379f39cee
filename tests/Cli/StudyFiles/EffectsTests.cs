using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.StudyFiles;

/// <summary>No setting that cannot have an effect passes without a word, and no wish that cannot come true.</summary>
public sealed class EffectsTests
{
    private static readonly Composition Everything = Composition.Load(plugins: null);
    private readonly StudyFile _reader = new(Everything.Pipeline, Everything.Search);

    [TestCase(
        "data: { csv.path: my.csv }",
        "'data.csv.path' has no effect: 'data.set' is 'digits', the default."
    )]
    [TestCase(
        "data: { set: npz, npz.path: a.npz, images.size: 8 }",
        "'data.images.size' has no effect: 'data.set' is 'npz'."
    )]
    [TestCase(
        "teacher: { mlp.depth: 1 }",
        "'teacher.mlp.depth' has no effect: 'teacher.family' is 'plain-cnn'"
    )]
    [TestCase(
        "training.adam.beta1: 0.5",
        "'training.adam.beta1' has no effect: 'training.optimizer' is 'sgd'"
    )]
    [TestCase(
        "training.step.drops: 3",
        "'training.step.drops' has no effect: 'training.schedule' is 'cosine'"
    )]
    [TestCase("sampler: { name: random, points: 3 }", "unknown key 'sampler.points'")]
    [TestCase("scheduler: { name: none, eta: 3 }", "unknown key 'scheduler.eta'")]
    [TestCase("limits: { speed: 3 }", "no objective is called 'speed'")]
    [TestCase("in-flight: 3", "'in-flight' has no effect")]
    [TestCase("budget.failure-minimum: 3", "'budget.failure-minimum' has no effect")]
    [TestCase("budget.reference: { accuracy: 50%, bytes: 9k }", "'budget.reference' has no effect")]
    [TestCase("budget: { finished: 60 }", "'budget.finished' has no effect")]
    [TestCase("budget: { trials: 24, patience: 17 }", "'budget.patience' has no effect")]
    [TestCase("budget: { trials: 12, failure-rate: 50% }", "'budget.failure-rate' has no effect")]
    [TestCase(
        "budget: { trials: 8, hypervolume: 9%, reference: { accuracy: 1%, bytes: 9k } }",
        "'budget.hypervolume' has no effect"
    )]
    public void A_setting_without_an_effect_is_refused(string yaml, string message) =>
        Assert.That(
            () => _reader.Parse("s.yaml", yaml),
            Throws.TypeOf<UserErrorException>().With.Message.StartsWith($"s.yaml:1: {message}")
        );

    // The last trial, number 23, is suggested from those up to 23 − 8: sixteen.
    [TestCase("budget: { trials: 24, patience: 16 }")]
    [TestCase("budget: { trials: 18, failure-rate: 50% }")]
    [TestCase("budget: { trials: 24, patience: 20 }\nlag: 1")]
    [TestCase("budget: { trials: 24, patience: 20 }\nscheduler: asha")]
    [TestCase("budget: { trials: 24, patience: 5, reference: { accuracy: 50%, bytes: 9k } }")]
    [TestCase("budget: { finished: 24 }")]
    public void A_rule_that_can_hold_is_read(string yaml) =>
        Assert.That(() => _reader.Parse("s.yaml", yaml), Throws.Nothing);

    [TestCase("accuracy: 95", "Did you mean 95% (0.95)?")]
    [TestCase("accuracy: 99.5", "Did you mean 99.5% (0.995)?")]
    [TestCase("accuracy: 9500%", "Did you mean 95% (0.95)?")]
    [TestCase("accuracy: 101", "at most 1 (100%).")]
    [TestCase("accuracy: 0", "above 0")]
    [TestCase("accuracy: -5%", "above 0")]
    [TestCase("bytes: 0", "above 0.")]
    [TestCase("latency: -1", "above 0.")]
    public void A_limit_that_no_value_can_keep_or_break_is_refused(string limit, string word) =>
        Assert.That(
            () => _reader.Parse("s.yaml", $"limits: {{ {limit} }}"),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(word)
        );

    [TestCase("limits: { bytes: 10 }", "limit 10 of bytes")]
    [TestCase("limits: { macs: 1, accuracy: 50% }", "limit 1 of macs")]
    [TestCase(
        "limits: { parameters: 900 }\nspace: { student: plain-cnn, student.plain-cnn.depth: 6, student.plain-cnn.width: 1, "
            + "teaching: none, pruning: none, tickets: none, quantization: none }",
        "limit 900 of parameters"
    )]
    public void A_limit_below_the_smallest_model_of_the_space_is_refused(string yaml, string word) =>
        Assert.That(
            () => Everything.Preparation.Prepare(_reader.Parse("s.yaml", yaml)),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains(word)
                .And.Message.Contains("comes nearest with")
        );

    [Test]
    public void A_limit_that_small_models_keep_is_not_refused()
    {
        // Of digits: the smallest mlp of a tenth of the width, at 4 bits or less, is below this.
        var spec = _reader.Parse("s.yaml", "limits: { bytes: 1500 }");
        Assert.That(() => Everything.Preparation.Prepare(spec), Throws.Nothing);
    }

    [TestCase(
        "space: { student: mlp, student.plain-cnn.width: 0.4 }",
        "'space.student.plain-cnn.width' has no effect: 'student' may be mlp only, not plain-cnn."
    )]
    [TestCase(
        "space: { pruning: none, pruning.channels.fine-tune.plain.steps: 2 }",
        "'space.pruning.channels.fine-tune.plain.steps' has no effect: 'pruning' may be none only, not channels."
    )]
    [TestCase(
        "warm-start: [{ student: mlp, student.plain-cnn.width: 0.4 }]",
        "warm-start 0: 'student.plain-cnn.width' has no effect: 'student' is mlp, not plain-cnn."
    )]
    [TestCase(
        "warm-start: [{}, { studnt: mlp }]",
        "warm-start 1: no parameter of the space is 'studnt'. Did you mean 'student'?"
    )]
    public void A_part_of_the_space_that_is_out_of_reach_is_refused(string yaml, string message) =>
        Assert.That(
            () => Everything.Preparation.Prepare(_reader.Parse("s.yaml", yaml)),
            Throws.TypeOf<UserErrorException>().With.Message.StartsWith(message)
        );

    [TestCase("fine-tune.epochs: 1", "pruning: none", "fine-tune.epochs")]
    [TestCase("quantization.epochs: 1", "quantization: [none, post]", "quantization.epochs")]
    [TestCase("hint.epochs: 3", "teaching.distil.features: none", "hint.epochs")]
    [TestCase("tickets.early: 0.2", "tickets: none", "tickets.early")]
    [TestCase(
        "distillation.soft-target.alpha: 0.5",
        "teaching: none, pruning: none, quantization: none",
        "distillation.soft-target.alpha"
    )]
    public void A_setting_that_the_narrowed_space_leaves_idle_is_found(
        string setting,
        string space,
        string idle
    )
    {
        StudySpec Resolved(string text) => Everything.Preparation.Prepare(_reader.Parse("s.yaml", text));
        var narrow = Resolved($"{setting}\ntraining.epochs: 3\nspace: {{ {space} }}");
        Assert.That(IdleSettings.Find(narrow, Everything.Pipeline), Is.EqualTo(new[] { idle }));
        Assert.That(IdleSettings.Find(Resolved(setting), Everything.Pipeline), Is.Empty);
    }

    [Test]
    public void A_setting_whose_other_values_do_not_fit_the_data_is_not_idle()
    {
        var spec = _reader.Parse("s.yaml", "teacher.family: mlp\nspace: { pruning: none }");
        var flat = spec with { Data = new("flat", new string('a', 64), [3], 3, 60, 20, 20) };
        Assert.That(IdleSettings.Find(flat, Everything.Pipeline), Is.Empty);
    }

    [Test]
    public void In_the_whole_space_no_setting_is_idle()
    {
        var spec = Everything.Preparation.Prepare(new StudySpec { Name = "s" });
        foreach (var setting in Everything.Pipeline.Settings.Where(s => s.Key.Count(c => c == '.') == 1))
            Assert.That(
                IdleSettings.Find(
                    spec with
                    {
                        Settings = Configuration.Of((setting.Key, setting.Default)),
                    },
                    Everything.Pipeline
                ),
                Is.Empty,
                setting.Key
            );
    }

    [TestCase("mlp.width: 1", "warm-start 0 cannot be run: bytes ")]
    [TestCase("mlp.width: 0.1", null)]
    public void A_listed_configuration_that_breaks_a_limit_is_refused_and_not_replaced(
        string width,
        string? because
    )
    {
        var spec = _reader.Parse(
            "s.yaml",
            $$"""
            limits: { bytes: 10k }
            space: { student: [mlp], teaching: [none], pruning: [none], tickets: [none], quantization: [none] }
            warm-start:
              - { student: mlp, student.mlp.depth: 2, student.{{width}}, teaching: none, pruning: none, tickets: none, quantization: none }
            """
        );
        if (because is null)
            Assert.That(Everything.Preparation.Prepare(spec).WarmStart, Has.Length.EqualTo(1));
        else
            Assert.That(
                () => Everything.Preparation.Prepare(spec),
                Throws.TypeOf<UserErrorException>().With.Message.StartsWith(because)
            );
    }
}
