using Slimfront.Reports.Writing;
using Slimfront.Search.Analysis;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Html;

/// <summary>Models of the front beside those of simpler recipes.</summary>
public static class BaselineSection
{
    /// <summary>The section; nothing where nothing was compared.</summary>
    public static Markup Of(ReportModel model) =>
        model.Baselines.IsEmpty
            ? Markup.Empty
            : Markup.Of(
                $"""
                <section aria-labelledby="baselines-title">
                <h2 id="baselines-title">Was it worth it?</h2>
                <p>{Headline.Baselines(model) ?? ""}</p>
                <div class="scroll" role="region" tabindex="0" aria-label="Models of the front and simpler recipes">
                <table id="baselines">
                <caption><span>{Headline.BaselineNote}</span></caption>
                <thead><tr><th scope="col" class="number">Trial</th>{Headings(
                    model
                )}<th scope="col">Against</th><th scope="col" class="number">Trial</th>{Headings(
                    model
                )}<th scope="col">Verdict</th></tr></thead>
                <tbody>
                {Markup.Join(model.Baselines.Select(c => Row(model, c)))}</tbody>
                </table>
                </div>
                </section>
                """
            );

    private static Markup Headings(ReportModel model) =>
        Markup.Of(
            $"<th scope=\"col\" class=\"number\">{Title(model.Axes.Quality)}</th><th scope=\"col\" class=\"number\">Test</th><th scope=\"col\" class=\"number\">{Title(model.Axes.Size)}</th>"
        );

    private static string Title(Objective objective) =>
        string.Concat(char.ToUpperInvariant(Quantity.Name(objective)[0]), Quantity.Name(objective)[1..]);

    private static Markup Row(ReportModel model, BaselineComparison c) =>
        Markup.Of(
            $"""
            <tr><th scope="row" class="number">{Number(c.Trial)}</th>{Cells(
                model,
                c.Trial
            )}<td>{c.Kind}</td><td class="number">{Number(c.Baseline)}</td>{Cells(
                model,
                c.Baseline
            )}<td>{Verdict(c)}</td></tr>

            """
        );

    private static Markup Verdict(BaselineComparison c) =>
        c.IsInVain ? Markup.Of($"<strong>{c.Words}</strong>") : Markup.Of($"{c.Words}");

    private static string Number(Trial? trial) =>
        trial is null ? Quantity.None
        : trial.Number == TrialNumber.Teacher ? "teacher"
        : $"{trial.Number}";

    private static Markup Cells(ReportModel model, Trial? trial)
    {
        var (quality, size) = (model.Axes.Quality, model.Axes.Size);
        return Markup.Join([
            Cell(quality, trial?.Measurement),
            Cell(quality, trial?.Test),
            Cell(size, trial?.Measurement),
        ]);
    }

    private static Markup Cell(Objective objective, Measurement? values) =>
        Markup.Of(
            $"<td class=\"number\">{(values is null ? Quantity.None : Quantity.Of(objective, values[objective.Key]))}</td>"
        );
}
