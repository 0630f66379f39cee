namespace Slimfront.Engine.Operators;

/// <summary>The attributes of windows that are not square, or whose border is not the same on all sides.</summary>
/// <remarks>
/// An operator exchanges heights and the border's top under the plain names first, as when windows were square, and the rest by these.
/// </remarks>
internal static class WindowAttributes
{
    /// <summary>The width that belongs to a height; usual is the same.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">The name of the height.</param>
    /// <param name="height">What the form gave for the height.</param>
    /// <param name="value">Both.</param>
    public static Extent Width(this IAttributes form, string name, int height, Extent value) =>
        new(height, form.Later($"{name}-width", value.Width, usual: height));

    /// <summary>The other sides of a border; usual is what they are opposite to, and the top for the left.</summary>
    /// <param name="form">The form.</param>
    /// <param name="top">What the form gave for the top.</param>
    /// <param name="value">All sides.</param>
    public static Border Sides(this IAttributes form, int top, Border value)
    {
        var left = form.Later("padding-left", value.Left, usual: top);
        var bottom = form.Later("padding-bottom", value.Bottom, usual: top);
        return new(top, left, bottom, form.Later("padding-right", value.Right, usual: left));
    }
}
