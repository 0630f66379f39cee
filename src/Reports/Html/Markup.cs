using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Slimfront.Reports.Html;

/// <summary>A piece of HTML. Made of interpolated strings only, in which everything that is not itself markup is
/// escaped: a name can never become a tag.</summary>
public sealed class Markup
{
    private readonly string _html;

    private Markup(string html) => _html = html;

    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>The markup of an interpolated string.</summary>
    public static Markup Of(MarkupHandler html) => new(html.Text);

    /// <summary>Pieces one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(p => p._html)));

    /// <summary>Text of our own that is markup already: a style sheet or a script.</summary>
    public static Markup Trusted(string html) => new(html);

    /// <inheritdoc/>
    public override string ToString() => _html;
}

/// <summary>Builds the text of a <see cref="Markup"/>.</summary>
[InterpolatedStringHandler]
public readonly ref struct MarkupHandler
{
    private readonly StringBuilder _text;

    /// <summary>Called by the compiler.</summary>
    public MarkupHandler(int literalLength, int formattedCount) =>
        _text = new StringBuilder(literalLength + (16 * formattedCount));

    internal string Text => _text.ToString();

    /// <summary>What stands in the source is markup.</summary>
    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <summary>Markup stays as it is.</summary>
    public void AppendFormatted(Markup markup) => _text.Append(markup);

    /// <summary>Text is escaped, for contents and for quoted attributes.</summary>
    public void AppendFormatted(string text) => _text.Append(WebUtility.HtmlEncode(text));

    /// <summary>Numbers are written for machines.</summary>
    public void AppendFormatted<T>(T number)
        where T : struct, IFormattable =>
        AppendFormatted(number.ToString(null, CultureInfo.InvariantCulture));
}
