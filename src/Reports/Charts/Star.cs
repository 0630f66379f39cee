using ScottPlot;
using SkiaSharp;

namespace Slimfront.Reports.Charts;

/// <summary>A filled star of five points.</summary>
public sealed class Star : IMarker
{
    // The inner radius at which opposite edges lie on one line.
    private const float Inner = 0.382f;

    /// <inheritdoc/>
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var path = new SKPath();
        for (var i = 0; i < 10; i++)
        {
            var radius = size / 2 * (i % 2 == 0 ? 1 : Inner);
            var (sin, cos) = MathF.SinCos(MathF.PI * i / 5);
            var corner = new SKPoint(center.X + (radius * sin), center.Y - (radius * cos));
            if (i == 0)
                path.MoveTo(corner);
            else
                path.LineTo(corner);
        }

        path.Close();
        Drawing.FillPath(canvas, paint, path, markerStyle.FillStyle);
    }
}
