using System.Collections.Immutable;
using ScottPlot;
using Slimfront.Reports.Charts;
using Slimfront.Reports.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Formats;

/// <summary>The front as a picture for slides and papers.</summary>
public sealed class PngReport : IReportFormat, IDescribed<IReportFormat>
{
    private const string FileName = "front.png";

    /// <inheritdoc/>
    public static Technique<IReportFormat> Technique { get; } =
        new("png", "—", "the front as a picture (front.png)", [], _ => new PngReport());

    /// <inheritdoc/>
    public ImmutableArray<string> Write(ReportModel model, string directory)
    {
        using var plot = FrontPlot.Of(model);
        using var image = plot.GetImage(FrontPlot.Width, FrontPlot.Height);
        return [ReportFile.Write(directory, FileName, image.GetImageBytes(ImageFormat.Png))];
    }
}
