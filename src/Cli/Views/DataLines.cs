using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>What a data set turned out to be, for the start of a search.</summary>
public static class DataLines
{
    private const int Column = 6;

    /// <summary>The lines: shape and classes; how files were understood; what was left out or looks wrong.</summary>
    public static IEnumerable<string> Of(DataInfo data)
    {
        var shape =
            data.Shape.Length == 3
                ? $"{data.Shape[1]}×{data.Shape[2]} pictures with {data.Shape[0]} {(data.Shape[0] == 1 ? "channel" : "channels")}"
                : $"rows of {data.Shape[0]} numbers";
        yield return Line("data", $"{shape}, {data.OutputsInWords()}");
        if (data.Reading.Length > 0)
            yield return Line("", data.Reading);
        foreach (var warning in data.Warnings)
            yield return Note(warning);
    }

    /// <summary>Something to know before a search goes on.</summary>
    public static string Note(string text) => Line("note", text);

    private static string Line(string title, string text) => title.PadRight(Column) + text;
}
