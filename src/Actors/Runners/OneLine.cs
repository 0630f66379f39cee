namespace Slimfront.Actors.Runners;

/// <summary>Brings what other programs say into one line for journals and tables.</summary>
public static class OneLine
{
    private const int Longest = 400;

    /// <summary>The lines of a text, joined; frames of stack traces are left out; the end is what is kept.</summary>
    public static string Of(string? text)
    {
        var lines = (text ?? "")
            .Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => !l.StartsWith("at ", StringComparison.Ordinal));
        var line = new string([.. string.Join(" | ", lines).Where(c => !char.IsControl(c))]);
        return line.Length <= Longest ? line : "…" + line[^Longest..];
    }
}
