using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Html;

/// <summary>The chart of the front and the table that says the same.</summary>
public static class FrontSection
{
    /// <summary>The section.</summary>
    public static Markup Of(ReportModel model) =>
        Markup.Of(
            $"""
            <section aria-labelledby="front-title">
            <h2 id="front-title">{Title(model)}</h2>
            {Chart(model)}
            <div class="selection" id="selection" aria-live="polite" hidden></div>
            {Table(model)}
            </section>
            """
        );

    private static Markup Chart(ReportModel model) =>
        model.All.Any(t => Headline.IsInPicture(model, t))
            ? Markup.Of(
                $"""
                {Pickers(model)}
                <figure>
                <div class="chart" id="front-chart" role="img" aria-label="{Alternative(model)}"></div>
                <figcaption>{Legend(
                    model
                )} Point at a model for its recipe; select it to find it in the tables.</figcaption>
                </figure>
                <noscript><p class="note">The chart needs JavaScript; the tables below hold the same numbers.</p></noscript>
                """
            )
            : Markup.Of($"<p class=\"note\">There is no model to show yet.</p>");

    private static string Title(ReportModel model) =>
        $"{Heading(Quantity.Name(model.Axes.Quality))} versus {Quantity.Name(model.Axes.Size)}";

    private static string Legend(ReportModel model) =>
        model.Spec.Objectives.Length == 2
            ? "The line joins the models that no other one beats; between two of them the smaller one is the best there is."
            : $"Models on the front are those that no other one beats in all of: {Names(model)}. "
                + "Two objectives show at a time, so some may look beaten.";

    private static string Names(ReportModel model) =>
        string.Join(", ", model.Spec.Objectives.Select(Quantity.Name));

    private static string Alternative(ReportModel model)
    {
        var points = model.Front.Select(t => $"trial {t.Name}: {Headline.Numbers(model, t)}");
        return $"Chart of {Title(model)}. {Headline.Best(model)} {string.Join("; ", points)}.";
    }

    // Two objectives need no choice.
    private static Markup Pickers(ReportModel model) =>
        model.Spec.Objectives.Length == 2
            ? Markup.Empty
            : Markup.Of(
                $"""
                <div class="controls">
                {Picker(model, "axis-x", "Across", model.Axes.Size)}
                {Picker(model, "axis-y", "Upwards", model.Axes.Quality)}
                </div>
                """
            );

    private static Markup Picker(ReportModel model, string id, string label, Objective chosen) =>
        Markup.Of(
            $"<label>{label} <select id=\"{id}\">{Markup.Join(model.Columns.Select(o => Option(o, o == chosen)))}</select></label>"
        );

    private static Markup Option(Objective objective, bool isChosen) =>
        isChosen
            ? Markup.Of($"<option value=\"{objective.Key}\" selected>{Quantity.Name(objective)}</option>")
            : Markup.Of($"<option value=\"{objective.Key}\">{Quantity.Name(objective)}</option>");

    private static Markup Table(ReportModel model) =>
        model.Front.IsEmpty && model.Teacher is null
            ? Markup.Empty
            : TrialTable.Of(
                "front",
                Caption(model),
                Column.OfFront(model),
                model.Teacher is { } teacher ? model.Front.Append(teacher) : model.Front
            );

    private static string Heading(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Caption(ReportModel model) =>
        model.Teacher is null
            ? "The front, smallest first."
            : "The front, smallest first. The last numbers compare bytes and "
                + $"{Quantity.Name(model.Axes.Quality)} with the teacher.";
}
