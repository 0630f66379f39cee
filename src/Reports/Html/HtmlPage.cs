using Slimfront.Reports.Writing;

namespace Slimfront.Reports.Html;

/// <summary>The report as one page that needs nothing but itself.</summary>
/// <remarks>
/// Everything is in the page as text and tables; the script only adds charts, sorting, filtering and selection. The content
/// security policy names the two scripts by their hashes, so even a name that slipped through unescaped could not run.
/// </remarks>
public static class HtmlPage
{
    /// <summary>The page's text.</summary>
    public static string Of(ReportModel model)
    {
        var (charts, script) = (PageResources.Charts, PageResources.Script);
        var policy =
            $"default-src 'none'; script-src {PageResources.Hash(charts)} {PageResources.Hash(script)}; "
            + "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
        return Markup
            .Of(
                $"""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="{policy}">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{model.Spec.Name}: Pareto front</title>
                <link rel="icon" href="data:,">
                <style>
                {Markup.Trusted(PageResources.Style)}</style>
                </head>
                <body>
                {Header(model)}
                <main>
                {FrontSection.Of(model)}
                {BaselineSection.Of(model)}
                {StudySections.Growth(model)}
                {StudySections.Sharing(model)}
                {StudySections.Trials(model)}
                {StudySections.Failures(model)}
                {StudySections.Reproduce(model)}
                </main>
                <footer>Written by Slimfront {Version}. This page is one file and loads nothing. Charts by plotly.js (MIT licence).</footer>
                <script type="application/json" id="study">{PageData.Of(model)}</script>
                <script>{Markup.Trusted(charts)}</script>
                <script>{Markup.Trusted(script)}</script>
                </body>
                </html>

                """
            )
            .ToString();
    }

    private static string Version =>
        typeof(HtmlPage).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "";

    private static Markup Header(ReportModel model) =>
        Markup.Of(
            $"""
            <header>
            <div class="brand"><svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2 17V12H7V7H12V3H18" fill="none" stroke="currentColor" stroke-width="2.5"/></svg>Slimfront report</div>
            <h1>{model.Spec.Name}</h1>
            <p class="meta">{About(model)}</p>
            <p class="lead">{Headline.Best(model)}</p>
            {Paragraph(Headline.OneModel(model))}
            {Paragraph(Headline.SmallestGood(model))}
            <p class="meta">{Headline.Progress(model)}</p>
            {Facts.Of(model)}
            </header>
            """
        );

    private static Markup Paragraph(string? text) =>
        text is null ? Markup.Empty : Markup.Of($"<p>{text}</p>");

    private static string About(ReportModel model)
    {
        var objectives = model.Spec.Objectives.Select(o =>
            $"{Quantity.Name(o)} ({Json.Key(o.Direction.ToString())})"
        );
        var limits = model.Spec.Limits.Select(l => Headline.Limit(model.Spec, l));
        var data = model.Spec.Data is { } d
            ? $"{d.Name}, {d.OutputsInWords()}, {d.Train} / {d.Validation} / {d.Test} examples to train, validate and test. "
            : "";
        var bounds = model.Spec.Limits.IsEmpty ? "" : $" Limits: {string.Join(", ", limits)}.";
        return $"{data}Objectives: {string.Join(", ", objectives)}.{bounds} Seed {model.Spec.Seed}.";
    }
}
