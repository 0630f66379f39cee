using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Slimfront.Cli.Runs;
using Slimfront.Reports;
using Slimfront.Reports.Model;
using Slimfront.Search;
using Slimfront.Search.Fields;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>Picks finished models of a run. What it looks at was measured on the validation split; the test split chooses nothing.</summary>
public static class ModelPick
{
    private const string Teacher = "teacher";

    /// <summary>One by its number.</summary>
    public static readonly Option<string?> Trial = new("--trial")
    {
        Description = "Whose model: the number of a trial, or 'teacher'.",
    };

    /// <summary>The best compromise.</summary>
    public static readonly Option<bool> Knee = new("--knee")
    {
        Description = "The front's best compromise, which the report recommends. This is the default.",
    };

    /// <summary>The best one that is small enough.</summary>
    public static readonly Option<string?> MaxBytes = new("--max-bytes")
    {
        Description = "The best model of the front that has no more bytes: 20000, 20k, 1.5M.",
    };

    /// <summary>The smallest one that is good enough.</summary>
    public static readonly Option<string?> MinAccuracy = new("--min-accuracy")
    {
        Description =
            "The smallest model of the front with at least this accuracy on the validation split: 97% or 0.97.",
    };

    /// <summary>The whole front.</summary>
    public static readonly Option<bool> All = new("--all") { Description = "Every model of the front." };

    /// <summary>The models that a command line asks for.</summary>
    /// <exception cref="UserErrorException">There is no such model; the message says what there is.</exception>
    public static ImmutableArray<PickedModel> Of(ParseResult parsed, Study study)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(study);
        Option[] ways = [Trial, Knee, MaxBytes, MinAccuracy, All];
        var asked = ways.Where(o => parsed.GetResult(o) is { Implicit: false }).ToArray();
        if (asked.Length > 1)
            throw new UserErrorException(
                $"{string.Join(" and ", asked.Select(o => o.Name))} choose models in different ways; give one of them."
            );
        if (parsed.GetValue(Trial) is { } trial)
            return [Numbered(study, trial)];
        var front = PickedModel.Front(study);
        if (parsed.GetValue(All))
            return front;
        if (parsed.GetValue(MaxBytes) is { } bytes)
            return [BestWithin(study, front, Number(MaxBytes, bytes))];
        if (parsed.GetValue(MinAccuracy) is { } accuracy)
            return [SmallestWith(front, Share(accuracy))];
        var model = ReportModel.From(study, _ => "", (_, _) => PipelineKind.Plain);
        return [front.Single(m => m.Trial.Number == model.Knee!.Number)];
    }

    private static PickedModel Numbered(Study study, string asked)
    {
        var trial =
            asked == Teacher ? study.Teacher
            : int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < study.Trials.Count
                ? study.Trials[number]
            : throw new UserErrorException(
                $"study '{study.Spec.Name}' has no trial '{asked}'; it has {Known(study)}."
            );
        return trial is { Outcome: Outcome.Completed } && study.Result(trial.Model) is { } result
            ? new(asked == Teacher ? Teacher : $"trial-{trial.Number}", trial, result.Artifact)
            : throw new UserErrorException(
                $"the trial '{asked}' of study '{study.Spec.Name}' has no finished model."
            );
    }

    private static string Known(Study study) =>
        study.Trials.Count == 0 ? "none but 'teacher'" : $"0 to {study.Trials.Count - 1} and '{Teacher}'";

    private static PickedModel BestWithin(Study study, ImmutableArray<PickedModel> front, double bytes)
    {
        var quality = Axes.Of(study.Spec.Objectives).Quality;
        return front.Where(m => Bytes(m) <= bytes).MinBy(m => quality.Loss(m.Trial.Measurement![quality.Key]))
            ?? throw new UserErrorException(
                $"{MaxBytes.Name} is {bytes:0}; the smallest model of the front has {front.Min(Bytes):0} bytes."
            );
    }

    private static PickedModel SmallestWith(ImmutableArray<PickedModel> front, double accuracy)
    {
        var key = Objective.Accuracy.Key;
        if (!front[0].Trial.Measurement!.Values.ContainsKey(key))
            throw new UserErrorException(
                $"{MinAccuracy.Name} asks for an accuracy; this study measures {string.Join(", ", front[0].Trial.Measurement!.Values.Keys)}."
            );
        return front.Where(m => m.Trial.Measurement![key] >= accuracy).MinBy(Bytes)
            ?? throw new UserErrorException(
                $"{MinAccuracy.Name} is {accuracy * 100:0.##} %; the best model of the front has {front.Max(m => m.Trial.Measurement![key]) * 100:0.##} % on the validation split."
            );
    }

    private static double Bytes(PickedModel model) => model.Trial.Measurement![Objective.Bytes.Key];

    private static double Share(string text)
    {
        var share = Number(MinAccuracy, text);
        return share <= 1 || text.Contains('%', StringComparison.Ordinal)
            ? share
            : throw new UserErrorException(
                $"{MinAccuracy.Name} is {text}; an accuracy is at most 1. Did you mean {text}%?"
            );
    }

    // As study files write numbers: 20k, 97%.
    private static double Number(Option option, string text) =>
        Text.Size(text) ?? throw new UserErrorException($"{option.Name} is '{text}', which is no number.");
}
