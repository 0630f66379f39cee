using Microsoft.Playwright;

namespace Slimfront.Reports.Tests.Html;

/// <summary>What the page looks like.</summary>
public sealed class BrowserLooksTests : BrowserFixture
{
    [Test]
    public async Task On_paper_charts_are_light_and_fit_the_page()
    {
        await using var page = await Open(Studies.Sample(), scheme: ColorScheme.Dark);
        await page.Page.EvaluateAsync(
            "() => addEventListener('beforeprint', () => { window.printed = document.getElementById('front-chart')._fullLayout; })"
        );

        await page.Page.PdfAsync(new() { Format = "A4" });

        Assert.That(
            await page.Page.EvaluateAsync<string>("() => window.printed.paper_bgcolor"),
            Is.EqualTo("#ffffff")
        );
        Assert.That(await page.Page.EvaluateAsync<double>("() => window.printed.width"), Is.LessThan(700));
        Assert.That(
            await page.Page.EvaluateAsync<string>(
                "() => document.getElementById('front-chart')._fullLayout.paper_bgcolor"
            ),
            Is.EqualTo("#10141b")
        );
    }

    [TestCase(390)]
    [TestCase(1280)]
    public async Task Nothing_but_tables_is_wider_than_the_window(int width)
    {
        await using var page = await Open(Studies.Sample(), width);

        var page_width = await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

        Assert.That(page_width, Is.LessThanOrEqualTo(width));
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Texts_stand_out_from_what_is_behind_them(ColorScheme scheme)
    {
        await using var page = await Open(Studies.Sample(), scheme: scheme);

        // WCAG 2: contrast of at least 4.5 for every colour that texts have, on both backgrounds.
        var worst = await page.Page.EvaluateAsync<double>(
            """
            () => {
              const style = getComputedStyle(document.documentElement);
              const light = (name) => {
                const hex = style.getPropertyValue(name).trim().slice(1);
                const parts = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
                const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              const texts = ["--ink", "--muted", "--accent", "--baseline", "--teacher", "--bad"];
              const grounds = ["--paper", "--raised", "--accent-soft"];
              return Math.min(...texts.flatMap((t) => grounds.map((g) => contrast(light(t), light(g)))));
            }
            """
        );

        Assert.That(worst, Is.GreaterThanOrEqualTo(4.5));
    }
}
