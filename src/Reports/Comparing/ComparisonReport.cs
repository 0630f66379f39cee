using System.Collections.Immutable;
using ScottPlot;
using Slimfront.Reports.Html;
using Slimfront.Reports.Writing;

namespace Slimfront.Reports.Comparing;

/// <summary>Writes a comparison: a page that needs nothing but itself, a page of Markdown, and the pictures of both.</summary>
public static class ComparisonReport
{
    private const int Width = 1200;
    private const int Height = 760;

    /// <summary>Writes the files; the one to open first stands first.</summary>
    public static ImmutableArray<string> Write(StudyComparison both, string directory)
    {
        var pictures = Pictures(both).ToArray();
        foreach (var (_, file, bytes) in pictures)
            ReportFile.Write(directory, file, bytes);
        var markdown = ComparisonText.Markdown(both, pictures.Select(p => (p.Title, p.File)));
        return
        [
            ReportFile.Write(directory, "comparison.html", Page(both, pictures).ToString()),
            ReportFile.Write(directory, "comparison.md", markdown),
            .. pictures.Select(p => p.File),
        ];
    }

    private static IEnumerable<(string Title, string File, byte[] Bytes)> Pictures(StudyComparison both)
    {
        yield return ("The fronts", "fronts.png", Png(ComparisonPlots.Fronts(both)));
        yield return (
            "Hypervolume over trials",
            "trials.png",
            Png(ComparisonPlots.Growth(both, c => c.OverTrials, "trials"))
        );
        yield return (
            "Hypervolume over device seconds",
            "seconds.png",
            Png(ComparisonPlots.Growth(both, c => c.OverSeconds, "device seconds"))
        );
    }

    private static byte[] Png(Plot plot)
    {
        using (plot)
        using (var image = plot.GetImage(Width, Height))
            return image.GetImageBytes(ImageFormat.Png);
    }

    private static Markup Page(
        StudyComparison both,
        IEnumerable<(string Title, string File, byte[] Bytes)> pictures
    ) =>
        Markup.Of(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{both.Left.Name} and {both.Right.Name}</title>
            <style>
            {Markup.Trusted(PageResources.Style)}
            img.wide {"{"} max-width: 100%; height: auto; {"}"}</style>
            </head>
            <body>
            <header>
            <h1>{both.Left.Name} and {both.Right.Name}</h1>
            <p class="lead">{ComparisonText.Headline(both)}</p>
            <p class="meta">{ComparisonText.Measured(both)}</p>
            </header>
            <main>
            {Markup.Join(pictures.Select(p => Picture(p.Title, p.Bytes)))}
            {Markup.Join(ComparisonText.Tables(both).Select(t => Section(t.Title, t.Table)))}
            </main>
            </body>
            </html>

            """
        );

    private static Markup Picture(string title, byte[] png) =>
        Markup.Of(
            $"""<section><h2>{title}</h2><img class="wide" alt="{title}" src="data:image/png;base64,{Convert.ToBase64String(png)}"></section>"""
        );

    private static Markup Section(string title, Table table)
    {
        var header = Markup.Join(table.Header.Select(h => Markup.Of($"<th>{h}</th>")));
        var rows = table.Rows.Select(row =>
            Markup.Of($"<tr>{Markup.Join(row.Select(cell => Markup.Of($"<td>{cell}</td>")))}</tr>")
        );
        return Markup.Of(
            $"<section><h2>{title}</h2><table><thead><tr>{header}</tr></thead><tbody>{Markup.Join(rows)}</tbody></table></section>"
        );
    }
}
