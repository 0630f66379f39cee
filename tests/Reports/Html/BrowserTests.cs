using Microsoft.Playwright;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Html;

/// <summary>What the page does.</summary>
public sealed class BrowserTests : BrowserFixture
{
    private static IEnumerable<TestCaseData> Difficult => Studies.Difficult();

    [TestCaseSource(nameof(Difficult))]
    public async Task Every_report_opens_without_a_complaint_and_without_the_network(Study study)
    {
        await using var page = await Open(study);

        var model = study.Report();
        var isDrawn = model.All.Any(t => Headline.IsInPicture(model, t));
        Assert.That(await page.Page.Locator("#trials tbody tr").CountAsync(), Is.EqualTo(model.All.Count()));
        Assert.That(await page.Page.Locator("#front-chart .main-svg").CountAsync() > 0, Is.EqualTo(isDrawn));
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task The_policy_stops_a_script_that_is_not_the_pages_own()
    {
        await using var page = await Open(Studies.Sample());

        await page.Page.EvaluateAsync(
            "() => { const s = document.createElement('script'); s.textContent = 'window.intruder = 1'; document.body.append(s); }"
        );

        Assert.That(await page.Page.EvaluateAsync<bool>("() => window.intruder === undefined"), Is.True);
        Assert.That(Complaints, Has.Some.Contains("Content Security Policy"));
    }

    [Test]
    public async Task Pointing_at_a_model_tells_its_recipe_and_a_click_selects_it_in_the_tables()
    {
        var model = Studies.Sample().Report();
        await using var page = await Open(Studies.Sample());
        var (x, y) = await PlaceOf(page.Page, model.Knee!.Name);

        await page.Page.Mouse.MoveAsync(x, y);
        var hover = await page.Page.Locator("#front-chart .hoverlayer .hovertext").TextContentAsync();
        await page.Page.Mouse.ClickAsync(x, y);
        await page.Page.Locator("#selection:not([hidden])").WaitForAsync();

        Assert.That(hover, Does.Contain($"Trial {model.Knee.Name}").And.Contain("86.9\u00a0%"));
        var selected = page.Page.Locator("tr[aria-current=true]");
        Assert.That(await selected.CountAsync(), Is.EqualTo(2), "once in each table");
        Assert.That(await selected.First.GetAttributeAsync("data-trial"), Is.EqualTo(model.Knee.Name));
        Assert.That(
            await page.Page.Locator("#selection").TextContentAsync(),
            Does.Contain(model.Knee.Summary)
        );
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_row_can_be_selected_by_keyboard()
    {
        await using var page = await Open(Studies.Sample());

        await page.Page.Locator("#trials tr[data-trial='5'] button").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        Assert.That(await page.Page.Locator("#selection h3").TextContentAsync(), Does.StartWith("Trial 5:"));
    }

    [Test]
    public async Task Headings_sort_by_value_and_missing_values_stay_last()
    {
        var study = Studies.Sample();
        await using var page = await Open(study);
        var heading = page.Page.Locator("#trials th button", new() { HasText = "Size" });
        var rising = study
            .Trials.Append(study.Teacher!)
            .Where(t => t.Measurement is not null)
            .OrderBy(t => t.Measurement!["bytes"])
            .Select(t => t.Measurement!["bytes"])
            .ToArray();

        await heading.ClickAsync();
        Assert.That(await Column(page.Page, "Size"), Is.EqualTo(rising.Append(double.NaN)));
        await heading.ClickAsync();
        Assert.That(await Column(page.Page, "Size"), Is.EqualTo(rising.Reverse().Append(double.NaN)));
    }

    [Test]
    public async Task Filters_work_together()
    {
        var study = Studies.Sample();
        await using var page = await Open(study);
        var shown = page.Page.Locator("#trials tbody tr:visible");

        await page.Page.Locator("#filter-words").FillAsync("assistant PRUNED");
        var expected = study
            .Report()
            .All.Count(t => t.Summary.Contains("assistant") && t.Summary.Contains("pruned"));
        Assert.That(await shown.CountAsync(), Is.EqualTo(expected));
        await page.Page.Locator("#filter-front").CheckAsync();
        expected = study
            .Report()
            .Front.Count(t => t.Summary.Contains("assistant") && t.Summary.Contains("pruned"));
        Assert.That(await shown.CountAsync(), Is.EqualTo(expected));
        await page.Page.Locator("#filter-words").FillAsync("");
        await page.Page.Locator("#filter-front").UncheckAsync();
        await page.Page.Locator("#filter-outcome").SelectOptionAsync("failed");
        Assert.That(await shown.CountAsync(), Is.EqualTo(1));
        Assert.That(await page.Page.Locator("#filter-count").TextContentAsync(), Is.EqualTo("1 of 25 shown"));
    }

    [Test]
    public async Task Three_objectives_can_be_looked_at_from_any_side()
    {
        await using var page = await Open(
            Studies.Sample(Objective.Accuracy, Objective.Bytes, Objective.Macs)
        );

        await page.Page.Locator("#axis-x").SelectOptionAsync("macs");

        var title = await page.Page.Locator("#front-chart .xtitle").TextContentAsync();
        Assert.That(title, Is.EqualTo("MACs, logarithmic"));
        Assert.That(Complaints, Is.Empty);
    }

    private static async Task<double[]> Column(IPage page, string title) =>
        await page.EvaluateAsync<double[]>(
            """
            (title) => {
              const table = document.getElementById("trials");
              const at = [...table.tHead.rows[0].cells].findIndex((c) => c.textContent === title);
              return [...table.tBodies[0].rows].map((r) => (r.cells[at].dataset.value === "" ? NaN : Number(r.cells[at].dataset.value)));
            }
            """,
            title
        );

    // Where a model's marker stands in the window.
    private static async Task<(float X, float Y)> PlaceOf(IPage page, string name)
    {
        await page.Locator("#front-chart").ScrollIntoViewIfNeededAsync();
        var at = await page.EvaluateAsync<float[]>(
            """
            (name) => {
              const chart = document.getElementById("front-chart");
              const trace = chart.data.find((t) => t.name === "best at its size");
              const i = trace.customdata.indexOf(name);
              const { xaxis, yaxis } = chart._fullLayout;
              const box = chart.getBoundingClientRect();
              return [box.left + xaxis._offset + xaxis.d2p(trace.x[i]), box.top + yaxis._offset + yaxis.d2p(trace.y[i])];
            }
            """,
            name
        );
        return (at[0], at[1]);
    }
}
