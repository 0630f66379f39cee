using Slimfront.Reports.Model;

namespace Slimfront.Reports.Html;

/// <summary>A table of trials: complete without any script, sortable with it.</summary>
public static class TrialTable
{
    /// <summary>The table.</summary>
    /// <param name="id">Its identifier in the page.</param>
    /// <param name="caption">What it shows, in one sentence.</param>
    /// <param name="columns">Its columns; the first names the row.</param>
    /// <param name="trials">Its rows.</param>
    public static Markup Of(string id, string caption, Column[] columns, IEnumerable<TrialRow> trials) =>
        Markup.Of(
            $"""
            <div class="scroll" role="region" tabindex="0" aria-label="{caption}">
            <table id="{id}">
            <caption><span>{caption}</span></caption>
            <thead><tr>{Markup.Join(columns.Select(Heading))}</tr></thead>
            <tbody>
            {Markup.Join(trials.Select(t => Row(columns, t)))}</tbody>
            </table>
            </div>
            """
        );

    private static Markup Heading(Column column) =>
        Markup.Of(
            $"<th scope=\"col\" aria-sort=\"none\" class=\"{Style(column)}\"><button type=\"button\">{column.Title}</button></th>"
        );

    private static Markup Row(Column[] columns, TrialRow trial) =>
        Markup.Of(
            $"""
            <tr data-trial="{trial.Name}" data-outcome="{trial.Status}" data-search="{Searched(trial)}">
            <th scope="row" class="number" data-value="{columns[0].Sort(trial)}">{columns[0].Cell(trial)}</th>
            {Markup.Join(columns.Skip(1).Select(c => Cell(c, trial)))}</tr>

            """
        );

    private static Markup Cell(Column column, TrialRow trial) =>
        Markup.Of(
            $"<td class=\"{Style(column)}\" data-value=\"{column.Sort(trial)}\">{column.Cell(trial)}</td>"
        );

    private static string Style(Column column) =>
        column.IsNumber ? "number" : column.Title.ToLowerInvariant();

    private static string Searched(TrialRow trial) =>
        $"{trial.Name} {trial.Summary} {trial.Kind.Label} {trial.Status} {trial.Reason}";
}
