using System.Collections.Immutable;
using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Model;

public sealed class StudyYamlTests
{
    [Test]
    public void Writes_every_part_of_a_request()
    {
        var spec = new StudySpec
        {
            Name = "all-of-it",
            Seed = ulong.MaxValue,
            Limits = [new Limit("bytes", 50_000), new Limit("accuracy", 0.9)],
            Budget = new(12, TimeSpan.FromMinutes(1.5))
            {
                Finished = 10,
                DeviceTime = TimeSpan.FromHours(1),
                Hypervolume = 0.9,
                Reference = [new Limit("accuracy", 0.5), new Limit("bytes", 300_000)],
                Patience = 7,
                FailureRate = 0.5,
            },
            Sampler = Configuration.Of(("sampler", Value.Of("grid")), ("sampler.grid.steps", Value.Of(3))),
            Lag = null,
            InFlight = 4,
            Priority = 2,
            Attempts = new(2, TimeSpan.FromSeconds(30), 1L << 30),
            Settings = Configuration.Of(
                ("training.epochs", Value.Of(3)),
                ("data.directory", Value.Of("C:\\my data"))
            ),
            Restrictions = ImmutableSortedDictionary<string, Restriction>
                .Empty.WithComparers(StringComparer.Ordinal)
                .Add("pruning", new Restriction.OneOf([Value.Of("none"), Value.Of("channels")]))
                .Add("pruning.channels.ratio", new Restriction.Between(0.25, 0.5)),
            WarmStart = [Configuration.Of(("pruning", Value.Of("none")), ("student.width", Value.Of(0.5)))],
        };

        Assert.That(
            StudyYaml.Of(spec),
            Is.EqualTo(
                """
                name: all-of-it
                seed: 18446744073709551615
                data.directory: "C:\\my data"
                training.epochs: 3
                objectives: [accuracy, bytes]
                limits:
                  bytes: 50000
                  accuracy: 0.9
                budget:
                  trials: 12
                  time: 90s
                  finished: 10
                  device-time: 3600s
                  hypervolume: 0.9
                  reference: {accuracy: 0.5, bytes: 300000}
                  patience: 7
                  failure-rate: 0.5
                  failure-minimum: 10
                sampler:
                  name: grid
                  steps: 3
                scheduler:
                  name: none
                lag: none
                in-flight: 4
                priority: 2
                baselines: 8
                attempts:
                  tries: 2
                  time: 30s
                  memory: 1073741824
                space:
                  pruning: [none, channels]
                  pruning.channels.ratio: {from: 0.25, to: 0.5}
                warm-start:
                  - {pruning: none, student.width: 0.5}

                """
            )
        );
    }

    [TestCase("plain-cnn", "plain-cnn")]
    [TestCase("no", "\"no\"")]
    [TestCase("1.5", "\"1.5\"")]
    [TestCase("", "\"\"")]
    [TestCase("a: b # c", "\"a: b # c\"")]
    [TestCase(
        "say \"hi\"\n",
        """
            "say \"hi\"\n"
            """
    )]
    [TestCase("\u2028\t", "\"\\u2028\\u0009\"")]
    public void Texts_that_could_be_read_as_something_else_are_quoted(string text, string written) =>
        Assert.That(
            StudyYaml.Of(new StudySpec { Settings = Configuration.Of(("key", Value.Of(text))) }),
            Does.Contain($"\nkey: {written}\n")
        );
}
