namespace Slimfront.Methods.Bench;

/// <summary>A study whose warm-start list is what is compared; a comment "# name" before each item names it.</summary>
/// <remarks>A name "series | x" makes the item a point of a curve. The first item is what the others are compared with.</remarks>
internal sealed record BenchStudy(string Name, string Text, string[] Names)
{
    public bool IsCurve => Array.Exists(Names, n => n.Contains('|', StringComparison.Ordinal));

    public static BenchStudy Read(string path)
    {
        var text = File.ReadAllText(path);
        const string comment = "  # ";
        var names = text[text.IndexOf("warm-start:", StringComparison.Ordinal)..]
            .Split('\n')
            .Where(l => l.StartsWith(comment, StringComparison.Ordinal))
            .Select(l => l[comment.Length..].Trim());
        return new(Path.GetFileNameWithoutExtension(path), text, [.. names]);
    }

    /// <summary>The study file for a seed: nothing is tried but the list.</summary>
    public string With(int seed) =>
        $"name: {Name}-{seed}\nseed: {seed}\nsampler: random\nlag: none\nin-flight: 4\nbaselines: off\n"
        + $"budget: {{ trials: {Names.Length} }}\n"
        + Text;
}
