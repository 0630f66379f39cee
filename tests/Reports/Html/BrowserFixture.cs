using Microsoft.Playwright;
using Slimfront.Reports.Formats;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Html;

/// <summary>A real browser, and what it complains of.</summary>
[Category("browser")]
public abstract class BrowserFixture
{
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly List<string> _complaints = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Errors, warnings, and requests for anything but the page itself.</summary>
    protected IReadOnlyList<string> Complaints => _complaints;

    private static string Chromium =>
        Environment.GetEnvironmentVariable("CHROME_PATH") ?? "/usr/bin/chromium";

    [OneTimeSetUp]
    public async Task OpenBrowser()
    {
        if (!File.Exists(Chromium))
            Assert.Ignore($"No browser at '{Chromium}': install chromium, or name one in CHROME_PATH.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Headless = true,
                Args = Flags,
            }
        );
    }

    [OneTimeTearDown]
    public async Task CloseBrowser()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    [SetUp]
    public void Forget() => _complaints.Clear();

    protected async Task<OpenPage> Open(Study study, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var folder = new Folder();
        new HtmlReport().Write(study.Report(), folder.Path);
        var page = await _browser!.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = scheme,
            }
        );
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith("file:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
                _complaints.Add($"asked for {request.Url}");
        };
        await page.GotoAsync(new Uri(Path.Combine(folder.Path, "report.html")).AbsoluteUri);
        return new(page, folder);
    }

    protected sealed record OpenPage(IPage Page, Folder Folder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Page.CloseAsync();
            Folder.Dispose();
        }
    }
}
