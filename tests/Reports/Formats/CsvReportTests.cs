using System.Globalization;
using System.Text;
using Slimfront.Reports.Formats;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Formats;

public sealed class CsvReportTests
{
    private static IEnumerable<TestCaseData> Difficult => Studies.Difficult();

    [TestCaseSource(nameof(Difficult))]
    public void Reads_back_as_one_record_of_equal_length_per_trial(Study study)
    {
        var (trials, front) = (Read(study, "trials.csv"), Read(study, "front.csv"));

        var model = study.Report();
        Assert.That(trials, Has.Count.EqualTo(1 + model.All.Count()));
        Assert.That(front, Has.Count.EqualTo(1 + model.Front.Length));
        Assert.That(trials.Concat(front).Select(r => r.Length), Is.All.EqualTo(trials[0].Length));
        Assert.That(front[0], Is.EqualTo(trials[0]));
        Assert.That(trials[0], Is.Unique);
    }

    [Test]
    public void Hostile_text_reads_back_as_it_was()
    {
        var rows = Read(Studies.HostileNames(), "trials.csv");

        Assert.That(rows[1][Array.IndexOf(rows[0], "summary")], Is.EqualTo(Studies.Hostile));
        Assert.That(rows[2][Array.IndexOf(rows[0], "reason")], Is.EqualTo(Studies.Hostile));
        Assert.That(
            rows[2][Array.IndexOf(rows[0], $"config:{Studies.Hostile}")],
            Is.EqualTo(Studies.Hostile)
        );
    }

    [Test]
    public void Numbers_are_raw()
    {
        var study = Studies.Sample();
        var rows = Read(study, "trials.csv");
        var column = Array.IndexOf(rows[0], "accuracy");

        var read = rows.Skip(2).Select(r => r[column]).Select(t => t.Length == 0 ? double.NaN : Number(t));

        Assert.That(read, Is.EqualTo(study.Trials.Select(t => t.Measurement?["accuracy"] ?? double.NaN)));
    }

    [Test]
    public void Values_that_are_not_finite_are_empty()
    {
        var study = new StudyBuilder(Studies.Spec())
            .Try("odd", ("accuracy", double.NaN), ("bytes", double.PositiveInfinity))
            .Study;
        var rows = Read(study, "trials.csv");

        Assert.That(rows[1][Array.IndexOf(rows[0], "accuracy")], Is.Empty);
        Assert.That(rows[1][Array.IndexOf(rows[0], "bytes")], Is.Empty);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static List<string[]> Read(Study study, string name)
    {
        using var folder = new Folder();
        new CsvReport().Write(study.Report(), folder.Path);
        return Parse(Encoding.UTF8.GetString(folder.Contents[name]));
    }

    // RFC 4180, section 2; written apart from the writer.
    private static List<string[]> Parse(string text)
    {
        var (records, fields, field) = (new List<string[]>(), new List<string>(), new StringBuilder());
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted)
            {
                if (text[i] != '"')
                    field.Append(text[i]);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[i++]);
                else
                    isQuoted = false;
                continue;
            }

            switch (text[i])
            {
                case '"':
                    Assert.That(field.Length, Is.Zero, "A quote inside an unquoted field.");
                    isQuoted = true;
                    break;
                case ',':
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                case '\r':
                    Assert.That(text[++i], Is.EqualTo('\n'));
                    records.Add([.. fields, field.ToString()]);
                    fields.Clear();
                    field.Clear();
                    break;
                default:
                    field.Append(text[i]);
                    break;
            }
        }

        Assert.That(
            isQuoted || fields.Count > 0 || field.Length > 0,
            Is.False,
            "The last record does not end."
        );
        return records;
    }
}
