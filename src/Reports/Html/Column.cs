using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Html;

/// <summary>A column of a table of trials.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Cell">What stands in it.</param>
/// <param name="Sort">What it is sorted by; empty sorts last.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
public sealed record Column(
    string Title,
    Func<TrialRow, Markup> Cell,
    Func<TrialRow, string> Sort,
    bool IsNumber = true
)
{
    private static readonly Column Trial = new(
        "Trial",
        t => Markup.Of($"<button class=\"pick\" type=\"button\">{t.Name}</button>"),
        t => Quantity.Raw(t.Number.Value)
    );

    private static readonly Column Recipe = new(
        "Recipe",
        t => Markup.Of($"{t.Summary} {Knee(t)}"),
        t => t.Summary,
        IsNumber: false
    );

    private static readonly Column Kind = new(
        "Kind",
        t => t.IsTeacher ? Tag("teacher", "teacher") : Tag(t.Kind.IsPlain ? "plain" : "other", t.Kind.Label),
        t => t.IsTeacher ? "teacher" : t.Kind.Label,
        IsNumber: false
    );

    private static readonly Column Factor = new(
        "Smaller",
        t => Markup.Of($"{Quantity.Factor(t.Comparison.Factor)}"),
        t => Quantity.Raw(t.Comparison.Factor)
    );

    private static readonly Column Outcome = new(
        "Outcome",
        t =>
            Tag(
                t.IsFront ? "front"
                    : t.Reason.Length > 0 ? "failed"
                    : "other",
                t.IsFront ? "front" : t.Status
            ),
        t => t.IsFront ? "front" : t.Status,
        IsNumber: false
    );

    private static readonly Column File = new(
        "SHA-256",
        t =>
            t.Model is { } file
                ? Markup.Of($"<code title=\"{file.Path}: {file.Artifact.Hex}\">{file.Artifact.Short}</code>")
                : Markup.Of($"{Quantity.None}"),
        t => t.Model?.Artifact.Hex ?? "",
        IsNumber: false
    );

    /// <summary>The columns of the front's table.</summary>
    public static Column[] OfFront(ReportModel model) =>
        [
            Trial,
            .. model.Columns.Select(Value),
            .. model.TestColumns.Select(Test),
            .. model.Teacher is null ? Array.Empty<Column>() : [Factor, Difference(model.Axes.Quality)],
            Recipe,
            File,
        ];

    /// <summary>The columns of the table of all trials.</summary>
    public static Column[] OfTrials(ReportModel model) =>
        [
            Trial,
            Outcome,
            .. model.Columns.Select(Value),
            .. model.Teacher is null ? Array.Empty<Column>() : [Factor, Difference(model.Axes.Quality)],
            Kind,
            Recipe,
        ];

    private static Column Value(Objective objective) =>
        new(
            Title: Heading(Quantity.Name(objective)),
            t => Markup.Of($"{Quantity.Of(objective, t.Values[objective.Key])}"),
            t => Quantity.Raw(t.Values[objective.Key])
        );

    private static Column Test(Objective objective) =>
        new(
            Title: $"Test {Quantity.Name(objective)}",
            t => Markup.Of($"{Quantity.Measured(objective, t.Test)}"),
            t => Quantity.Raw(t.Test[objective.Key])
        );

    private static Column Difference(Objective quality) =>
        new(
            Title: Heading(Quantity.DifferenceOf(quality)),
            t => Markup.Of($"{Quantity.Difference(quality, t.Comparison.Difference)}"),
            t => Quantity.Raw(t.Comparison.Difference)
        );

    private static string Heading(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static Markup Knee(TrialRow trial) => trial.IsKnee ? Tag("front", "recommended") : Markup.Empty;

    private static Markup Tag(string style, string text) =>
        Markup.Of($"<span class=\"tag {style}\">{text}</span>");
}
