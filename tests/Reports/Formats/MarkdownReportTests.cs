using Slimfront.Reports.Formats;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Formats;

public sealed class MarkdownReportTests
{
    private static IEnumerable<TestCaseData> Difficult => Studies.Difficult();

    [TestCaseSource(nameof(Difficult))]
    public void Every_table_row_has_as_many_cells_as_its_heading(Study study)
    {
        var expected = 0;
        foreach (var line in Page(study).Split('\n'))
        {
            var cells = Cells(line);
            expected = cells == 0 || expected == 0 ? cells : expected;
            Assert.That(cells, Is.EqualTo(expected), line);
        }
    }

    [Test]
    public void Names_are_no_markup()
    {
        var outside = Page(Studies.HostileNames()).Split("```yaml")[0];

        Assert.That(outside, Does.Not.Match(@"(?<!\\)<"));
        Assert.That(outside, Does.Contain(@"\</script\>\<img src=x onerror=alert(1)\>"));
    }

    // Pipes that no backslash escapes, in lines that begin with one.
    private static int Cells(string line) =>
        line.StartsWith('|') ? line.Replace(@"\\", "").Replace(@"\|", "").Count(c => c == '|') : 0;

    private static string Page(Study study)
    {
        using var folder = new Folder();
        new MarkdownReport().Write(study.Report(), folder.Path);
        return folder.Text("report.md");
    }
}
