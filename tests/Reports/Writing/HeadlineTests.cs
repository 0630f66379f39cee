using Slimfront.Reports.Formats;
using Slimfront.Reports.Html;
using Slimfront.Reports.Writing;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Writing;

public sealed class HeadlineTests
{
    private const string Words =
        "No model keeps every limit (size at most 1.00\u00a0kB). The nearest is trial 1 with size 1.49\u00a0kB: near.";

    [Test]
    public void Where_no_model_keeps_the_limits_the_nearest_is_named()
    {
        var model = Studies.OutsideTheLimits().Report();
        Assert.That(model.Nearest?.Number, Is.EqualTo(new TrialNumber(1)));
        Assert.That(Headline.Best(model), Is.EqualTo(Words));
        Assert.That(Studies.Sample().Report().Nearest, Is.Null, "a front has no need of it");
    }

    [Test]
    public void Every_report_for_people_says_so_and_those_for_programs_hold_it()
    {
        var model = Studies.OutsideTheLimits().Report();
        using var folder = new Folder();
        Assert.That(HtmlPage.Of(model), Does.Contain("The nearest is trial 1"));
        new MarkdownReport().Write(model, folder.Path);
        new JsonReport().Write(model, folder.Path);
        new CsvReport().Write(model, folder.Path);
        new SvgReport().Write(model, folder.Path);
        string Text(string name) => File.ReadAllText(Path.Combine(folder.Path, name));
        Assert.That(Text("report.md"), Does.Contain("The nearest is trial 1"));
        Assert.That(Text("front.svg"), Does.Contain(Headline.NoFront));
        using var json = System.Text.Json.JsonDocument.Parse(Text("front.json"));
        var nearest = json.RootElement.GetProperty("nearest");
        Assert.That(nearest.GetProperty("trial").GetInt32(), Is.EqualTo(1));
        Assert.That(nearest.GetProperty("brokenLimits")[0].GetString(), Is.EqualTo("bytes"));
        var lines = Text("trials.csv").Split("\r\n");
        var column = Array.IndexOf(lines[0].Split(','), "broken_limits");
        Assert.That(
            lines[1..4].Select(l => l.Split(',')[column]),
            Is.EqualTo(new[] { "accuracy", "bytes", "accuracy bytes" })
        );
    }

    [Test]
    public void What_the_front_depends_on_is_said_with_the_machines_it_ran_on()
    {
        var study = Studies.Sample();
        Assert.That(Headline.Reproduce(study.Report()), Does.EndWith("libraries are the same."));
        var stage = study.Stages.Keys.First();
        StudyEvent Ran(int attempt, string on) =>
            new StudyEvent.AttemptStarted(new AttemptId(stage, attempt), "cpu-0", on);
        var one = study.Apply(Ran(8, "x64 AVX2"));
        Assert.That(Headline.Reproduce(one.Report()), Does.EndWith("are the same: x64 AVX2."));
        var two = one.Apply(Ran(9, "x64 AVX-512")).Report();
        Assert.That(Headline.Reproduce(two), Does.Contain("unlike machines (x64 AVX-512; x64 AVX2)"));
        Assert.That(HtmlPage.Of(two), Does.Contain("unlike machines"));
    }
}
