using Slimfront.Search.Fields;

namespace Slimfront.Cli.Composing;

/// <summary>docs/reference.md: every field of a study, setting and technique, as they describe themselves.</summary>
public static class ReferencePage
{
    /// <summary>The page's lines, in Markdown.</summary>
    public static IEnumerable<string> Lines(Composition composition)
    {
        ArgumentNullException.ThrowIfNull(composition);
        return
        [
            "# Reference",
            "",
            "What a study file may hold, and every technique, as the program lists them; a test compares this page with it. "
                + "[study.md](study.md) explains what it means.",
            "",
            "## Fields of a study",
            "",
            .. Table(
                ["key", "takes", "default", "example", "meaning"],
                StudyFields.All.Select(f =>
                    (string[])[$"`{f.Key}`", f.Takes, f.Default, $"`{f.Example}`", f.Meaning]
                )
            ),
            "",
            "## Settings",
            "",
            .. Table(
                ["key", "default", "allowed", "meaning"],
                composition
                    .Pipeline.Settings.OrderBy(s => s.Key, StringComparer.Ordinal)
                    .Select(s =>
                        (string[])
                            [
                                $"`{s.Key}`",
                                s.Default.Text.Length > 0 ? $"`{s.Default}`" : "none",
                                s.Allowed.Range,
                                s.Help,
                            ]
                    )
            ),
            .. composition.Techniques().GroupBy(t => t.Role, StringComparer.Ordinal).SelectMany(Section),
        ];
    }

    private static IEnumerable<string> Section(IGrouping<string, TechniqueEntry> role) =>
        [
            "",
            $"## Technique: {role.Key}",
            "",
            .. Table(
                ["key", "source", "parameters", "meaning"],
                role.Select(t => (string[])[$"`{t.Key}`", t.Paper, t.Ranges, t.Summary])
            ),
        ];

    private static IEnumerable<string> Table(string[] columns, IEnumerable<string[]> rows) =>
        [Row(columns), $"|{string.Concat(columns.Select(_ => "---|"))}", .. rows.Select(Row)];

    private static string Row(string[] cells) =>
        $"| {string.Join(" | ", cells.Select(c => c.Replace("|", @"\|", StringComparison.Ordinal)))} |";
}
