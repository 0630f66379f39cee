using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;

namespace Slimfront.Reports.Html;

/// <summary>The sections about the search rather than its result.</summary>
public static class StudySections
{
    /// <summary>How the hypervolume grew.</summary>
    public static Markup Growth(ReportModel model) =>
        model.Convergence.OverTrials.IsEmpty
            ? Markup.Empty
            : Markup.Of(
                $"""
                <section aria-labelledby="growth-title">
                <h2 id="growth-title">How the front grew</h2>
                <p>{Headline.Volume(model)}</p>
                <div class="controls" role="radiogroup" aria-label="Measured over">
                <label><input type="radio" name="growth" value="trials" checked> over trials</label>
                <label><input type="radio" name="growth" value="seconds"> over device seconds</label>
                </div>
                <figure>
                <div class="chart low" id="growth-chart" role="img" aria-label="{Growing(
                    model.Convergence
                )}"></div>
                </figure>
                </section>
                """
            );

    /// <summary>What trials had in common.</summary>
    public static Markup Sharing(ReportModel model) =>
        model.Sharing.Asked == 0
            ? Markup.Empty
            : Markup.Of(
                $"""
                <section aria-labelledby="sharing-title">
                <h2 id="sharing-title">Work shared between trials</h2>
                <p>{Headline.Sharing(model.Sharing)}</p>
                <div class="scroll" role="region" tabindex="0" aria-label="Stages by operation">
                <table id="sharing">
                <caption><span>Stages that trials asked for, and the different ones among them that ran. Measurements on the test split are not counted.</span></caption>
                <thead><tr><th scope="col">Stage</th><th scope="col" class="number">Asked for</th><th scope="col" class="number">Ran</th><th scope="col" class="number">Found done</th><th scope="col" class="number">Training asked for</th><th scope="col" class="number">Training spent</th><th scope="col">Saved</th></tr></thead>
                <tbody>
                {Markup.Join(model.Sharing.Operations.Select(Operation))}</tbody>
                </table>
                </div>
                {Repeated(model.Sharing)}
                </section>
                """
            );

    /// <summary>Every trial.</summary>
    public static Markup Trials(ReportModel model) =>
        !model.All.Any()
            ? Markup.Empty
            : Markup.Of(
                $"""
            <section aria-labelledby="trials-title">
            <h2 id="trials-title">All trials</h2>
            <div class="controls" role="search">
            <label>Filter <input type="search" id="filter-words" placeholder="pruned, assistant, 17 …"></label>
            <label>Outcome <select id="filter-outcome"><option value="">all</option>{Markup.Join(
                Outcomes(model)
            )}</select></label>
            <label><input type="checkbox" id="filter-front"> front only</label>
            <span class="note" id="filter-count" aria-live="polite"></span>
            </div>
            {TrialTable.Of(
                "trials",
                "Every trial. Select a heading to sort.",
                Column.OfTrials(model),
                model.All
            )}
            </section>
            """
            );

    /// <summary>Why trials failed; nothing where none did.</summary>
    public static Markup Failures(ReportModel model)
    {
        var items = model
            .Failures.GroupBy(t => t.Reason, StringComparer.Ordinal)
            .Select(g =>
                Markup.Of($"<li><strong>{string.Join(", ", g.Select(t => t.Name))}</strong>: {g.Key}</li>\n")
            )
            .ToArray();
        return items.Length == 0
            ? Markup.Empty
            : Markup.Of(
                $"""
                <section aria-labelledby="failures-title">
                <h2 id="failures-title">Trials that failed</h2>
                <ul class="failures">
                {Markup.Join(items)}</ul>
                </section>
                """
            );
    }

    /// <summary>The study file.</summary>
    public static Markup Reproduce(ReportModel model) =>
        Markup.Of(
            $"""
            <section aria-labelledby="reproduce-title">
            <h2 id="reproduce-title">How to reproduce</h2>
            <p>{Headline.Reproduce(
                model
            )} Save it as <code>study.yaml</code> and run <code>slimfront search study.yaml</code>.</p>
            <pre tabindex="0"><code>{StudyYaml.Of(model.Spec)}</code></pre>
            {Fingerprint(model)}
            </section>
            """
        );

    private static string Growing(Convergence convergence) =>
        $"Chart of the hypervolume: it grows to {Quantity.Number(convergence.Final)} over "
        + $"{Quantity.Count(convergence.OverTrials.Length, "completed trial")}.";

    private static Markup Operation(OperationSharing o)
    {
        var saved = o.TrainingAsked > 0 ? 1 - (o.TrainingSpent / o.TrainingAsked) : double.NaN;
        return Markup.Of(
            $"""
            <tr><th scope="row">{o.Operation}</th><td class="number">{o.Asked}</td><td class="number">{o.Ran}</td><td class="number">{o.Found}</td><td class="number">{Spent(
                o.TrainingAsked
            )}</td><td class="number">{Spent(o.TrainingSpent)}</td><td>{Bar(saved)}</td></tr>

            """
        );
    }

    private static string Spent(double seconds) => seconds > 0 ? Quantity.Duration(seconds) : Quantity.None;

    private static Markup Bar(double saved) =>
        double.IsFinite(saved)
            ? Markup.Of(
                $"<span class=\"share\" aria-hidden=\"true\"><span style=\"width:{Math.Round(100 * Math.Clamp(saved, 0, 1))}%\"></span></span>{Quantity.Percent(saved)}"
            )
            : Markup.Of($"{Quantity.None}");

    private static Markup Repeated(StageSharing sharing) =>
        sharing.Repeated.IsEmpty
            ? Markup.Of($"<p class=\"note\">No stage was completed more than once.</p>")
            : Markup.Of(
                $"<p>Completed more than once, because the artifact was lost: {string.Join(", ", sharing.Repeated.Select(r => $"{r.Operation} {r.Stage.Short} ({r.Completions} times)"))}.</p>"
            );

    private static IEnumerable<Markup> Outcomes(ReportModel model) =>
        model
            .All.Select(t => t.Status)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(s => Markup.Of($"<option value=\"{s}\">{s}</option>"));

    private static Markup Fingerprint(ReportModel model) =>
        model.Spec.Data is { } data
            ? Markup.Of(
                $"<p class=\"note\">Data set fingerprint (SHA-256 of values, labels and split): <code>{data.Fingerprint}</code></p>"
            )
            : Markup.Empty;
}
