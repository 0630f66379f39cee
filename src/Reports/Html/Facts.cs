using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Html;

/// <summary>The handful of numbers one looks for first.</summary>
public static class Facts
{
    /// <summary>The numbers as a list of terms.</summary>
    public static Markup Of(ReportModel model) =>
        Markup.Of($"<dl class=\"facts\">{Markup.Join(All(model).Select(Fact))}</dl>");

    private static IEnumerable<(string Term, string Value, string More)> All(ReportModel model)
    {
        yield return ("Front", Quantity.Count(model.Front.Length, "model"), $"of {Headline.Tried(model)}");
        if (model.Knee is { } knee)
            yield return (
                "Recommended",
                Quantity.Of(model.Axes.Quality, knee.Values[model.Axes.Quality.Key]),
                $"{Quantity.Of(model.Axes.Size, knee.Values[model.Axes.Size.Key])}, trial {knee.Name}"
            );
        if (model.Teacher is { } teacher && double.IsFinite(teacher.Values[model.Axes.Quality.Key]))
            yield return (
                "Teacher",
                Quantity.Of(model.Axes.Quality, teacher.Values[model.Axes.Quality.Key]),
                Quantity.Of(Objective.Bytes, teacher.Values[Objective.Bytes.Key])
            );
        if (model.Sharing.TrainingAsked > 0)
            yield return (
                "Training saved by sharing",
                Quantity.Percent(model.Sharing.Saved),
                $"{model.Sharing.Ran} of {model.Sharing.Asked} stages ran"
            );
        yield return ("Device time", Quantity.Duration(model.DeviceSeconds), "in completed stages");
    }

    private static Markup Fact((string Term, string Value, string More) fact) =>
        Markup.Of(
            $"<div><dt>{fact.Term}</dt><dd><span class=\"value\">{fact.Value}</span> <span class=\"more\">{fact.More}</span></dd></div>"
        );
}
