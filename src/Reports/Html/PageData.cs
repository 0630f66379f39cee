using System.Text.Json.Nodes;
using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Html;

/// <summary>What the page's script draws from: numbers for the charts, and texts as the tables have them.</summary>
public static class PageData
{
    /// <summary>JSON that may stand inside a script element: '&lt;', '&gt;' and '&amp;' are escaped in it.</summary>
    public static Markup Of(ReportModel model) => Markup.Trusted(Document(model).ToJsonString());

    private static JsonObject Document(ReportModel model) =>
        new()
        {
            ["x"] = model.Axes.Size.Key,
            ["y"] = model.Axes.Quality.Key,
            ["staircase"] = model.Spec.Objectives.Length == 2,
            ["axes"] = Json.Array(model.Columns, o => Axis(model, o)),
            ["trials"] = Json.Array(model.All, t => Trial(model, t)),
            ["growth"] = new JsonObject
            {
                ["trials"] = Json.Array(model.Convergence.OverTrials, Point),
                ["seconds"] = Json.Array(model.Convergence.OverSeconds, Point),
            },
        };

    private static JsonObject Axis(ReportModel model, Objective objective)
    {
        double[] values = [.. model.All.Select(t => t.Values[objective.Key]).Where(double.IsFinite)];
        var isLogarithmic = Axes.IsLogarithmic(objective) && values.Length > 0 && values.All(v => v > 0);
        return new()
        {
            ["key"] = objective.Key,
            ["name"] = Quantity.Name(objective),
            ["unit"] = objective.Unit == "MAC" ? "" : objective.Unit,
            ["log"] = isLogarithmic,
            ["range"] = Range(isLogarithmic ? [.. values.Select(Math.Log10)] : values),
            ["percent"] = objective.IsShare,
        };
    }

    // What the axis shows, with a margin: exponents of ten where it is logarithmic.
    private static JsonArray? Range(double[] values)
    {
        if (values.Length == 0)
            return null;
        var (low, high) = (values.Min(), values.Max());
        var margin = high > low ? 0.06 * (high - low) : Math.Max(0.05 * Math.Abs(high), 0.05);
        return new(low - margin, high + margin);
    }

    private static JsonObject Trial(ReportModel model, TrialRow trial) =>
        new()
        {
            ["name"] = trial.Name,
            ["summary"] = trial.Summary,
            ["teacher"] = trial.IsTeacher,
            ["front"] = trial.IsFront,
            ["knee"] = trial.IsKnee,
            ["plain"] = trial.Kind.IsPlain,
            ["values"] = Json.Values(trial.Values),
            ["numbers"] = Json.Array(Numbers(model, trial), n => new JsonArray(n.Term, n.Text)),
            ["configuration"] = Json.Array(
                trial.Configuration,
                p => new JsonArray(p.Key, p.Value.ToString())
            ),
            ["file"] = trial.Model is { } file ? $"{file.Path} (SHA-256 {file.Artifact.Hex})" : null,
        };

    private static IEnumerable<(string Term, string Text)> Numbers(ReportModel model, TrialRow trial)
    {
        yield return ("kind", trial.IsTeacher ? "teacher" : trial.Kind.Label);
        foreach (var objective in model.Columns.Where(o => trial.Values.Values.ContainsKey(o.Key)))
            yield return (Quantity.Name(objective), Quantity.Of(objective, trial.Values[objective.Key]));
        foreach (var objective in model.TestColumns.Where(o => trial.Test.Values.ContainsKey(o.Key)))
            yield return ($"test {Quantity.Name(objective)}", Quantity.Measured(objective, trial.Test));
        if (trial.Comparison.IsKnown)
            yield return (
                "against the teacher",
                $"{Quantity.Factor(trial.Comparison.Factor)} smaller, {Headline.Difference(model, trial)}"
            );
        if (trial.Reason.Length > 0)
            yield return (trial.Status, trial.Reason);
    }

    private static JsonArray Point(ConvergencePoint point) =>
        new(Json.Number(point.At), Json.Number(point.Hypervolume));
}
