using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Writing;

/// <summary>What came out, in a few plain sentences.</summary>
public static class Headline
{
    /// <summary>What a picture says where there is no front but models outside of the limits.</summary>
    public const string NoFront = "no model keeps every limit";

    /// <summary>One sentence: how many models are the best at their size, from where to where.</summary>
    public static string Best(ReportModel model)
    {
        if (model.Front.IsEmpty)
            return Nothing(model);
        var (first, last) = (model.Front[0], model.Front[^1]);
        if (model.Front.Length == 1)
            return $"One model is the best in every respect: trial {first.Name}, {Numbers(model, first)}.";
        return model.Spec.Objectives.Length == 2
            ? $"Best at every size: {model.Front.Length} models, from {Numbers(model, first)} to {Numbers(model, last)}."
            : $"{model.Front.Length} models are the best compromises, from {Numbers(model, first)} "
                + $"to {Numbers(model, last)}.";
    }

    /// <summary>The recommendation; null where the front is empty.</summary>
    public static string? OneModel(ReportModel model) =>
        model.Knee is { } knee
            ? $"If you only look at one model, take trial {knee.Name}: {knee.Summary}. "
                + $"It has {Numbers(model, knee)}{Versus(model, knee)}."
            : null;

    /// <summary>The smallest model of the front that loses little against the teacher; null where there is none.</summary>
    public static string? SmallestGood(ReportModel model)
    {
        var good = model.Front.Where(t => t.Comparison is { IsClose: true, Factor: > 1 }).ToArray();
        if (good.MaxBy(t => t.Comparison.Factor) is not { } best || best.IsKnee)
            return null;
        var within = model.Axes.Quality.IsShare ? $"within {Comparison.SmallLoss:0} points of" : "close to";
        return $"The smallest model {within} the teacher is trial {best.Name}: "
            + $"{Numbers(model, best)}{Versus(model, best)}.";
    }

    /// <summary>How far the study got: "24 trials, 22 completed; ended: 24 trials done".</summary>
    public static string Progress(ReportModel model)
    {
        var parts = model
            .Trials.CountBy(t => t.Status)
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Value} {p.Key}");
        var counts = $"{Tried(model)}: {string.Join(", ", parts)}".TrimEnd(' ', ':');
        return model.Phase == StudyPhase.Finished
            ? $"{counts}. The study ended: {model.Reason}."
            : $"{counts}. The study is not over: this is what is known so far.";
    }

    /// <summary>How many trials there are: "64 trials and 15 baselines".</summary>
    public static string Tried(ReportModel model)
    {
        var baselines = model.Trials.Count(t => t.Origin == Trial.BaselineOrigin);
        var searched = Quantity.Count(model.Trials.Length - baselines, "trial");
        return baselines == 0 ? searched : $"{searched} and {Quantity.Count(baselines, "baseline")}";
    }

    /// <summary>How the comparisons with simpler recipes are to be read.</summary>
    public const string BaselineNote =
        "Same student, simpler recipe, one run each: a difference of a few examples means little. "
        + "Judged on the validation split, on which the models of the front were chosen; the test split favours none.";

    /// <summary>Whether the front was worth its trouble; null where nothing was compared.</summary>
    public static string? Baselines(ReportModel model)
    {
        if (model.Baselines.IsEmpty)
            return null;
        var compared = model.Baselines.Select(c => c.Trial.Number).Distinct().Count();
        var vain = model.Baselines.Where(c => c.IsInVain).Select(c => c.Trial.Number).Distinct().ToArray();
        var whole =
            $"{Quantity.Count(compared, "model")} of the front found by the search {(compared == 1 ? "was" : "were")} compared with simpler recipes.";
        return vain.Length switch
        {
            0 => $"{whole} No simpler recipe was as good or better.",
            1 => $"{whole} Of trial {vain[0]} a simpler one is as good or better.",
            _ => $"{whole} Of trials {string.Join(", ", vain)} a simpler one is as good or better.",
        };
    }

    /// <summary>What sharing saved.</summary>
    public static string Sharing(StageSharing sharing)
    {
        var found = sharing.Found > 0 ? $", {sharing.Found} were there from earlier studies" : "";
        var counts = $"Trials asked for {Quantity.Count(sharing.Asked, "stage")}; {sharing.Ran} ran{found}.";
        return sharing.TrainingAsked > 0
            ? $"{counts} Of {Quantity.Duration(sharing.TrainingAsked)} of training asked for, "
                + $"{Quantity.Duration(sharing.TrainingSpent)} were spent: sharing saved {Quantity.Percent(sharing.Saved)}."
            : counts;
    }

    /// <summary>The hypervolume and the reference point it is measured from.</summary>
    public static string Volume(ReportModel model)
    {
        var corner = model.Convergence.Reference.Select((r, i) => Corner(model.Spec.Objectives[i], r));
        return model.Convergence.Reference.IsEmpty
            ? "No trial counts towards the hypervolume."
            : $"The hypervolume is {Quantity.Number(model.Convergence.Final)}, measured from the reference point "
                + $"({string.Join(", ", corner)}): the worst value of each objective, moved outwards by a tenth.";
    }

    /// <summary>What running the study file again gives.</summary>
    public static string Reproduce(ReportModel model) =>
        model.Spec.Lag is null
            ? "This study file asks for the same search again. It sets lag to none, so which trials are tried also depends "
                + "on which end first."
            : "This study file gives the same trials and the same front again, whatever the number of slots, where processor, threads, "
                + $"device and libraries are the same{On(model)}.";

    // Equal recipes give equal bits on equal machines only.
    private static string On(ReportModel model) =>
        model.Environments.Length switch
        {
            0 => "",
            1 => $": {model.Environments[0]}",
            _ =>
                $". These stages ran on unlike machines ({string.Join("; ", model.Environments)}), so that it may differ",
        };

    /// <summary>A bound: "size at most 50 kB".</summary>
    public static string Limit(StudySpec spec, Limit limit)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(limit);
        var objective = spec.Measured(limit.Objective);
        var side = objective.Direction == Direction.Minimise ? "at most" : "at least";
        return $"{Quantity.Name(objective)} {side} {Quantity.Of(objective, limit.Bound)}";
    }

    /// <summary>Whether a model has a place in the picture.</summary>
    public static bool IsInPicture(ReportModel model, TrialRow trial) =>
        double.IsFinite(trial.Values[model.Axes.Size.Key])
        && double.IsFinite(trial.Values[model.Axes.Quality.Key]);

    /// <summary>A model's place in the picture: "12.3 kB at 97.2 %".</summary>
    public static string Numbers(ReportModel model, TrialRow trial) =>
        $"{Quantity.Of(model.Axes.Size, trial.Values[model.Axes.Size.Key])} at "
        + Quantity.Of(model.Axes.Quality, trial.Values[model.Axes.Quality.Key]);

    private static string Corner(Objective objective, double value) =>
        $"{Quantity.Name(objective)} {Quantity.Of(objective, value)}";

    private static string Versus(ReportModel model, TrialRow trial) =>
        trial.Comparison.IsKnown
            ? $", {Quantity.Factor(trial.Comparison.Factor)} smaller than the teacher ({Difference(model, trial)})"
            : "";

    /// <summary>How far a model is from the teacher: "−0.3 points", "mean absolute error +0.2".</summary>
    public static string Difference(ReportModel model, TrialRow trial)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(trial);
        var (quality, text) = (
            model.Axes.Quality,
            Quantity.Difference(model.Axes.Quality, trial.Comparison.Difference)
        );
        return quality.IsShare ? $"{text} points" : $"{Quantity.Name(quality)} {text}";
    }

    private static string Miss(ReportModel model, TrialRow near)
    {
        var broken = model.Broken(near);
        var has = broken.Select(l => Corner(model.Spec.Measured(l.Objective), near.Values[l.Objective]));
        return $"No model keeps every limit ({string.Join(", ", broken.Select(l => Limit(model.Spec, l)))}). The nearest is trial {near.Name} with "
            + $"{string.Join(", ", has)}: {near.Summary}.";
    }

    private static string Nothing(ReportModel model) =>
        model.Trials.IsEmpty ? "There are no trials yet."
        : model.Nearest is { } near ? Miss(model, near)
        : model.Trials.Any(t => t.Outcome is Outcome.Completed) ? "No model keeps every limit."
        : "No trial was completed.";
}
