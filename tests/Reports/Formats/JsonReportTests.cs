using System.Text.Json;
using Slimfront.Reports.Formats;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Formats;

public sealed class JsonReportTests
{
    private static readonly string[] Fields =
    [
        "schema",
        "study",
        "seed",
        "phase",
        "reason",
        "data",
        "objectives",
        "limits",
        "trials",
        "teacher",
        "knee",
        "front",
        "nearest",
        "environments",
        "hypervolume",
        "sharing",
        "deviceSeconds",
        "baselines",
    ];

    private static readonly string[] TrialFields =
    [
        "trial",
        "summary",
        "kind",
        "configuration",
        "values",
        "test",
        "compressionFactor",
        "accuracyDifferencePoints",
        "model",
    ];

    private static IEnumerable<TestCaseData> Difficult => Studies.Difficult();

    [TestCaseSource(nameof(Difficult))]
    public void Has_the_fields_of_schema_1(Study study)
    {
        using var document = Read(study);
        var root = document.RootElement;

        Assert.That(root.EnumerateObject().Select(p => p.Name), Is.EqualTo(Fields));
        Assert.That(root.GetProperty("schema").GetInt32(), Is.EqualTo(1));
        foreach (var trial in root.GetProperty("front").EnumerateArray())
            Assert.That(
                // Of a study whose quality is no share, the difference from the teacher has that quality's name.
                trial
                    .EnumerateObject()
                    .Select(p =>
                        p.Name.EndsWith("Difference", StringComparison.Ordinal)
                            ? "accuracyDifferencePoints"
                            : p.Name
                    ),
                Is.EqualTo(TrialFields)
            );
    }

    [Test]
    public void Names_each_models_hash_and_place()
    {
        var study = Studies.Sample();
        using var document = Read(study);

        var models = document
            .RootElement.GetProperty("front")
            .EnumerateArray()
            .Select(t => t.GetProperty("model"));

        var expected = study
            .Report()
            .Front.Select(t => study.Result(study.Trial(t.Number).Model)!.Artifact.Hex)
            .ToArray();
        Assert.That(models.Select(m => m.GetProperty("sha256").GetString()), Is.EqualTo(expected));
        Assert.That(
            models.Select(m => m.GetProperty("path").GetString()),
            Is.EqualTo(expected.Select(h => $"artifacts/objects/{h[..2]}/{h}"))
        );
    }

    [Test]
    public void Holds_the_test_values_of_the_front()
    {
        var study = Studies.Sample();
        using var document = Read(study);

        var read = document
            .RootElement.GetProperty("front")
            .EnumerateArray()
            .ToDictionary(
                t => t.GetProperty("trial").GetInt32(),
                t => t.GetProperty("test").GetProperty("accuracy").GetDouble()
            );

        Assert.That(
            read,
            Is.EqualTo(study.FinalFront.ToDictionary(n => n.Value, n => study.Trial(n).Test!["accuracy"]))
        );
    }

    [Test]
    public void A_seed_keeps_all_its_digits()
    {
        var spec = Studies.Spec() with { Seed = ulong.MaxValue };
        using var document = Read(new StudyBuilder(spec).Study);

        Assert.That(document.RootElement.GetProperty("seed").GetUInt64(), Is.EqualTo(ulong.MaxValue));
    }

    private static JsonDocument Read(Study study)
    {
        using var folder = new Folder();
        new JsonReport().Write(study.Report(), folder.Path);
        return JsonDocument.Parse(folder.Text("front.json"));
    }
}
