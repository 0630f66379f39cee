using ScottPlot;
using SkiaSharp;

namespace Slimfront.Reports.Charts;

/// <summary>The font that travels with the product, so that pictures look alike on every machine.</summary>
public sealed class BundledFont : IFontResolver
{
    /// <summary>Its family.</summary>
    public const string Name = "Roboto";

    private static readonly Lazy<bool> Registration = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new BundledFont());
        return true;
    });

    private BundledFont() { }

    /// <summary>Makes the font known to ScottPlot; once is enough, more does no harm.</summary>
    public static void Register() => _ = Registration.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(
        string fontName,
        FontWeight weight,
        FontSlant slant,
        FontSpacing spacing
    )
    {
        if (!string.Equals(fontName, Name, StringComparison.Ordinal))
            return null;
        var style = weight >= FontWeight.SemiBold ? "Bold" : "Regular";
        using var file = typeof(BundledFont).Assembly.GetManifestResourceStream($"Fonts/Roboto-{style}.ttf");
        return SKTypeface.FromStream(file);
    }

    /// <inheritdoc/>
    [Obsolete("Part of the interface; use the other overload.")]
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(
            fontName,
            bold ? FontWeight.Bold : FontWeight.Normal,
            italic ? FontSlant.Italic : FontSlant.Upright,
            FontSpacing.Normal
        );
}
