using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Slimfront.Reports.Charts;
using Slimfront.Reports.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Formats;

/// <summary>The front as a drawing that scales.</summary>
/// <remarks>Texts stay texts: a machine without the font shows them in its own sans-serif font.</remarks>
public sealed partial class SvgReport : IReportFormat, IDescribed<IReportFormat>
{
    private const string FileName = "front.svg";

    /// <inheritdoc/>
    public static Technique<IReportFormat> Technique { get; } =
        new("svg", "—", "the front as a drawing that scales (front.svg)", [], _ => new SvgReport());

    /// <inheritdoc/>
    public ImmutableArray<string> Write(ReportModel model, string directory)
    {
        using var plot = FrontPlot.Of(model);
        var svg = plot.GetSvgXml(FrontPlot.Width, FrontPlot.Height)
            .Replace(
                $"font-family=\"{BundledFont.Name}\"",
                $"font-family=\"{BundledFont.Name}, Helvetica, Arial, sans-serif\"",
                StringComparison.Ordinal
            );
        return [ReportFile.Write(directory, FileName, Numbered(svg))];
    }

    // Skia counts its clip paths over the life of the process.
    private static string Numbered(string svg)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return ClipPath()
            .Replace(
                svg,
                id =>
                {
                    numbers.TryAdd(id.Value, numbers.Count);
                    return $"clip-{numbers[id.Value]}";
                }
            );
    }

    [GeneratedRegex("""(?<=\sid="|\(#)cl_[0-9a-f]+""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ClipPath();
}
