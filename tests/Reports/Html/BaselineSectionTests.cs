using System.Text.Json;
using Slimfront.Reports.Formats;
using Slimfront.Reports.Html;
using Slimfront.Reports.Writing;

namespace Slimfront.Reports.Tests.Html;

/// <summary>What every report says about simpler recipes.</summary>
public sealed class BaselineSectionTests
{
    [Test]
    public void The_headline_says_plainly_which_models_were_not_worth_it() =>
        Assert.That(
            Headline.Baselines(Studies.Compared().Report()),
            Is.EqualTo(
                "3\u00a0models of the front found by the search were compared with simpler recipes. "
                    + "Of trials 1, 2 a simpler one is as good or better."
            )
        );

    [Test]
    public void A_study_without_them_says_nothing_of_them()
    {
        var report = Studies.Sample().Report();
        Assert.That(Headline.Baselines(report), Is.Null);
        Assert.That(HtmlPage.Of(report), Does.Not.Contain("Was it worth it?"));
    }

    [Test]
    public void The_page_puts_each_model_beside_its_baselines()
    {
        var page = HtmlPage.Of(Studies.Compared().Report());
        var table = page[page.IndexOf("<table id=\"baselines\"", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("</table>", StringComparison.Ordinal)];
        Assert.That(table.Split("<tr>"), Has.Length.EqualTo(1 + 1 + 5));
        Assert.That(
            table,
            Does.Contain("<strong>NO BETTER: the simpler recipe is as good</strong>")
                .And.Contain("<strong>WORSE: the simpler recipe is better</strong>")
                .And.Contain("<td>better</td>")
                .And.Contain("<td>failed: out of memory</td>")
                .And.Contain("<td>refused: bytes 9000 is beyond the limit 5000</td>")
        );
        Assert.That(table, Does.Contain("90.0 %").Or.Contain("90.0\u00a0%").Or.Contain("90.0&#160;%"));
        Assert.That(page, Does.Contain("4&#160;trials and 4&#160;baselines"));
    }

    [Test]
    public void Tables_and_documents_hold_the_same_comparisons()
    {
        using var folder = new Folder();
        var report = Studies.Compared().Report();
        new CsvReport().Write(report, folder.Path);
        new JsonReport().Write(report, folder.Path);
        new MarkdownReport().Write(report, folder.Path);
        var lines = folder.Text("baselines.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(
            lines[0],
            Is.EqualTo(
                "trial,kind,baseline,verdict,words,accuracy,bytes,test_accuracy,test_bytes,"
                    + "baseline_accuracy,baseline_bytes,baseline_test_accuracy,baseline_test_bytes"
            )
        );
        Assert.That(
            lines[1],
            Is.EqualTo("0,no-teacher,4,better,better,0.95,4000,0.94,4000,0.9,4000,0.89,4000")
        );
        Assert.That(lines[5], Does.StartWith("2,random-criterion,,unknown,refused: bytes 9000"));
        using var document = JsonDocument.Parse(folder.Text("front.json"));
        var baselines = document.RootElement.GetProperty("baselines").EnumerateArray().ToArray();
        Assert.That(
            baselines.Select(b => b.GetProperty("verdict").GetString()),
            Is.EqualTo((string[])["better", "unknown", "equal", "worse", "unknown"])
        );
        Assert.That(
            baselines[0].GetProperty("baselineTest").GetProperty("accuracy").GetDouble(),
            Is.EqualTo(0.89)
        );
        Assert.That(
            folder.Text("report.md"),
            Does.Contain("## Was it worth it?").And.Contain("| no teacher |").And.Contain("NO BETTER")
        );
    }
}
