using System.Text;
using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Reports.Model;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.StudyFiles;

/// <summary>The ways in which YAML can be wrong, and the notations in which it can be right.</summary>
public sealed class YamlTests
{
    private static readonly Composition Everything = Composition.Load(plugins: null);
    private readonly StudyFile _reader = new(Everything.Pipeline, Everything.Search);

    [TestCase("training: { epochs: 1\nbaselines: off", 2)]
    [TestCase("training: { epochs: 1,\n\nseed: 2", 3)]
    [TestCase("objectives: [accuracy, bytes\nseed: 2", 2)]
    [TestCase("name: 'open", 1)]
    [TestCase("seed: 1\n  lag: 2", 2)]
    [TestCase("seed: 1\n}", 2)]
    [TestCase("training:\n\tepochs: 1", 2)]
    [TestCase("training:\n  epochs: 1\n\tbatch: 8", 3)]
    [TestCase("seed: 1\nobjectives:\n\t- accuracy", 3)]
    [TestCase("seed: \"\\q\"", 1)]
    [TestCase("seed: 1\n---\nseed: 2", 2)]
    [TestCase("seed: 1\n...\n---\n", 3)]
    [TestCase("name: !own x", 1)]
    [TestCase("name: !!binary aGk=", 1)]
    [TestCase("[a, b]: 1", 1)]
    [TestCase("just words", 1)]
    [TestCase("- 1", 1)]
    public void What_is_not_one_mapping_is_refused_with_its_line(string yaml, int line) =>
        Assert.That(
            () => _reader.Parse("s.yaml", yaml),
            Throws.TypeOf<UserErrorException>().With.Message.StartsWith($"s.yaml:{line}: ")
        );

    [TestCase("seed: 1\nseed: 2", "'seed'", 1, 2)]
    [TestCase("training: { epochs: 1 }\nlag: 3\ntraining.epochs: 3", "'training.epochs'", 1, 3)]
    [TestCase("training.epochs: 3\ntraining:\n  epochs: 1", "'training.epochs'", 1, 3)]
    [TestCase("training: { batch: 8 }\ntraining: { epochs: 3 }", "'training'", 1, 2)]
    [TestCase("budget.trials: 2\nbudget: { trials: 2 }", "'budget.trials'", 1, 2)]
    [TestCase("space:\n  student: mlp\nspace.student: [mlp]", "'space.student'", 2, 3)]
    [TestCase("space:\n  student.mlp.width: 1\n  student.mlp: { width: 1 }", "'student.mlp.width'", 2, 3)]
    [TestCase("limits: { bytes: 9k }\n'limits.bytes': 8k", "'limits.bytes'", 1, 2)]
    [TestCase("lag: 3\n\"lag\": 4", "'lag'", 1, 2)]
    public void Nothing_stands_twice_in_whatever_notation(string yaml, string what, int first, int second) =>
        Assert.That(
            () => _reader.Parse("s.yaml", yaml),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.EqualTo(
                    $"s.yaml:{second}: {what} stands twice: on line {first} and on line {second}."
                )
        );

    [Test]
    public void Dots_and_nesting_say_the_same_everywhere()
    {
        const string nested = """
            budget: { trials: 5, time: 90s, hypervolume: 90%, reference: { bytes: 300k, accuracy: 50% } }
            limits: { bytes: 50k, accuracy: 90% }
            sampler: { name: grid, points: 3 }
            scheduler: { name: asha, eta: 4 }
            attempts: { tries: 2, memory: 1GB }
            requires: { rack: "7", example.org/gpu: a100 }
            training: { epochs: 4, optimizer: adam, adam: { beta1: 0.5 } }
            data: { set: csv, csv: { path: d.csv } }
            space:
              student: mlp
              student.mlp: { width: { from: 0.2, to: 0.4 } }
            warm-start:
              - { student: mlp, student.mlp: { width: 0.3 } }
            """;
        const string dotted = """
            budget.trials: 5
            budget.time: 90s
            budget.hypervolume: 90%
            budget.reference.bytes: 300k
            budget.reference.accuracy: 50%
            limits.bytes: 50k
            limits.accuracy: 90%
            sampler: grid
            sampler.points: 3
            scheduler.name: asha
            scheduler.eta: 4
            attempts.tries: 2
            attempts.memory: 1GB
            requires.rack: "7"
            requires.example.org/gpu: a100
            training.epochs: 4
            training.optimizer: adam
            training.adam.beta1: 0.5
            data.set: csv
            data.csv.path: d.csv
            space.student: mlp
            space.student.mlp.width.from: 0.2
            space.student.mlp.width.to: 0.4
            warm-start:
              - student: mlp
                student.mlp.width: 0.3
            """;
        var (one, other) = (_reader.Parse("s.yaml", nested), _reader.Parse("s.yaml", dotted));
        Assert.That(StudyYaml.Of(other), Is.EqualTo(StudyYaml.Of(one)));
        Assert.That(other.Requires, Is.EqualTo(Labels.Parse("example.org/gpu=a100,rack=7")));
        Assert.That(other.Rungs, Is.EqualTo(one.Rungs));
    }

    [TestCase("seed: 1\nseed.x: 2", "s.yaml:2: unknown key 'seed.x'")]
    [TestCase("budget: 3\nbudget.trials: 2", "s.yaml:1: 'budget' is '3'; it must be a mapping")]
    [TestCase("traning: {}", "s.yaml:1: unknown key 'traning'. Did you mean 'training'?")]
    [TestCase("budget:", "s.yaml:1: 'budget' is empty; it must be a mapping")]
    [TestCase("space: mlp", "s.yaml:1: 'space' is 'mlp'; it must be a mapping")]
    [TestCase("warm-start: [mlp]", "s.yaml:1: 'warm-start[0]' is 'mlp'; it must be a mapping")]
    [TestCase(
        "sampler: gp\nsampler.name: grid",
        "s.yaml:2: 'sampler' and 'sampler.name' both name a sampler."
    )]
    public void A_value_where_keys_belong_and_the_reverse_is_refused(string yaml, string message) =>
        Assert.That(
            () => _reader.Parse("s.yaml", yaml),
            Throws.TypeOf<UserErrorException>().With.Message.StartsWith(message)
        );

    [Test]
    public void An_unknown_key_shows_a_few_near_ones_and_not_all()
    {
        var error = Assert.Throws<UserErrorException>(() => _reader.Parse("s.yaml", "epochs: 3"))!;
        Assert.That(error.Message, Does.Contain("training.epochs").And.Contain("teacher.epochs"));
        Assert.That(error.Message, Does.Not.Contain("data.csv.path"));
        Assert.That(error.Message, Has.Length.LessThan(250));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_refused_in_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("slimfront-test-");
        try
        {
            var latin = Path.Combine(folder.FullName, "latin.yaml");
            File.WriteAllBytes(latin, Encoding.Latin1.GetBytes("seed: 1\n# Gr\u00f6\u00dfe\n"));
            var missing = Path.Combine(folder.FullName, "none.yaml");
            Assert.That(Reading(latin), Is.EqualTo("latin.yaml:2: not UTF-8."));
            Assert.That(Reading(folder.FullName), Does.Contain("is a folder"));
            Assert.That(Reading(missing), Is.EqualTo($"no study file '{missing}'."));
            File.WriteAllText(latin, "seed: 3", Encoding.Unicode);
            Assert.That(_reader.Read(latin).Seed, Is.EqualTo(3), "UTF-16 with its mark");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string Reading(string path) =>
        Assert.Throws<UserErrorException>(() => _reader.Read(path))!.Message;
}
