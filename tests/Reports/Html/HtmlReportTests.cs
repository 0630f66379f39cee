using System.Text.RegularExpressions;
using Slimfront.Reports.Formats;
using Slimfront.Reports.Html;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Html;

public sealed class HtmlReportTests
{
    private static readonly Regex Link = new(
        """\b(src|href|action|srcset)\s*=\s*["']?(data:)?""",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    // Escaped names may look like links to a simple search; they have their own test.
    private static IEnumerable<TestCaseData> Difficult =>
        Studies.Difficult().Where(c => c.ArgDisplayNames is not ["hostile_names"]);

    [TestCaseSource(nameof(Difficult))]
    public void Refers_to_nothing_outside_itself(Study study)
    {
        var page = Page(study);
        var markup = page[..page.IndexOf("<script", StringComparison.Ordinal)];

        var links = Link.Matches(markup)
            .Select(m => m.Value)
            .Where(l => !l.EndsWith("data:", StringComparison.Ordinal));
        Assert.That(links, Is.Empty);
        foreach (var way in new[] { "url(", "@import", "fetch(", "XMLHttpRequest", "WebSocket", "import(" })
            Assert.That(PageResources.Style + PageResources.Script, Does.Not.Contain(way));
        Assert.That(markup, Does.Contain("default-src &#39;none&#39;"));
    }

    [Test]
    public void Names_are_never_markup()
    {
        var page = Page(Studies.HostileNames());

        Assert.That(Count(page, "<img"), Is.Zero);
        Assert.That(Count(page, "</script"), Is.EqualTo(3));
        Assert.That(Count(page, "<script"), Is.EqualTo(3));
    }

    [Test]
    public void The_policy_names_exactly_the_scripts_of_the_page()
    {
        var page = Page(Studies.Sample());

        var scripts = page.Split("<script>")
            .Skip(1)
            .Select(s => s[..s.IndexOf("</script>", StringComparison.Ordinal)]);

        foreach (var script in scripts)
            Assert.That(
                Count(page, System.Net.WebUtility.HtmlEncode(PageResources.Hash(script))),
                Is.EqualTo(1)
            );
        Assert.That(Count(page, "unsafe-eval"), Is.Zero);
    }

    [Test]
    public void Carries_the_licence_of_what_it_carries() =>
        Assert.That(Count(Page(Studies.Sample()), "Licensed under the MIT license"), Is.Positive);

    [Test]
    public void Failures_are_a_section_only_where_there_are_any()
    {
        Assert.That(
            Page(Studies.Sample()),
            Does.Contain("id=\"failures-title\"").And.Contain("more than 2 GiB")
        );
        var study = new StudyBuilder(Studies.Spec()).Try("good", ("accuracy", 0.9), ("bytes", 100)).Study;
        Assert.That(Count(Page(study), "id=\"failures-title\""), Is.Zero);
    }

    private static int Count(string page, string text) =>
        page.Split(text, StringSplitOptions.None).Length - 1;

    private static string Page(Study study)
    {
        using var folder = new Folder();
        new HtmlReport().Write(study.Report(), folder.Path);
        return folder.Text("report.html");
    }
}
