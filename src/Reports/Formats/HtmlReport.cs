using System.Collections.Immutable;
using Slimfront.Reports.Html;
using Slimfront.Reports.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Formats;

/// <summary>The report to look at: one self-contained page with interactive charts.</summary>
public sealed class HtmlReport : IReportFormat, IDescribed<IReportFormat>
{
    /// <inheritdoc/>
    public static Technique<IReportFormat> Technique { get; } =
        new(
            "html",
            "—",
            "one self-contained page with interactive charts (report.html)",
            [],
            _ => new HtmlReport()
        );

    /// <inheritdoc/>
    public ImmutableArray<string> Write(ReportModel model, string directory) =>
        [ReportFile.Write(directory, "report.html", HtmlPage.Of(model))];
}
