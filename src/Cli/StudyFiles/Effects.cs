using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Fields;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Refuses what a study file says in vain: a setting without an effect is a setting that was misunderstood.</summary>
internal static class Effects
{
    /// <summary>Looks through everything that was said.</summary>
    /// <exception cref="UserErrorException">A setting belongs to a technique that is not chosen, or to a rule that cannot hold.</exception>
    public static void Check(StudySpec spec, YamlPlace root, IReadOnlyList<Setting> settings)
    {
        foreach (var (path, _) in spec.Settings)
        foreach (var (choice, option) in Choices(path, settings))
            if (spec.Settings.Text(choice.Key, choice.Default.Text) is var chosen && chosen != option)
                throw At(root, path)
                    .Error(
                        $"'{path}' has no effect: '{choice.Key}' is '{chosen}'{Origin(spec, choice)}. "
                            + $"Write '{choice.Key}: {option}', or leave it out."
                    );
        if (spec.Lag is { } lag && root.Find("in-flight") is { } inFlight)
            throw inFlight.Error(
                $"'in-flight' has no effect: it counts where 'lag' is none, and 'lag' is {lag}."
            );
        Check(spec, root);
    }

    /// <summary>The choices that must be made for a setting to count, each with the option that it belongs to.</summary>
    /// <remarks>
    /// A technique's own settings stand below its key, beside the choice ("training.sgd.momentum" beside
    /// "training.optimizer") or below it ("a.choice.option.parameter").
    /// </remarks>
    private static IEnumerable<(Setting Choice, string Option)> Choices(
        string path,
        IReadOnlyList<Setting> settings
    )
    {
        var parts = path.Split('.');
        for (var i = 1; i < parts.Length - 1; i++)
        {
            var (above, option) = (string.Join('.', parts[..i]), parts[i]);
            foreach (var setting in settings)
                if (
                    setting.Allowed is Parameter.Choice choice
                    && choice.Find(option) is not null
                    && (setting.Key == above || ParentOf(setting.Key) == above)
                )
                    yield return (setting, option);
        }
    }

    private static string ParentOf(string path) =>
        path.LastIndexOf('.') is >= 0 and var dot ? path[..dot] : "";

    private static string Origin(StudySpec spec, Setting choice) =>
        spec.Settings.Find(choice.Key) is null ? ", the default" : "";

    // Rules of the budget that can never hold.
    private static void Check(StudySpec spec, YamlPlace root)
    {
        var budget = spec.Budget;
        void Refuse(string key, string reason) =>
            throw At(root, key).Error($"'{key}' has no effect: {reason}.");
        if (!budget.Reference.IsEmpty && budget is { Hypervolume: null, Patience: null })
            Refuse("budget.reference", "neither 'budget.hypervolume' nor 'budget.patience' is set");
        if (root.Find("budget.failure-minimum") is not null && budget.FailureRate is null)
            Refuse("budget.failure-minimum", "'budget.failure-rate' is not set");
        if (budget.Finished > budget.Trials)
            Refuse(
                "budget.finished",
                $"it is {budget.Finished}, and 'budget.trials' ends the study after {budget.Trials}"
            );
        // Where trainings are cut into rungs there are more trials than the budget counts.
        if (spec.Rungs.Length > 1)
            return;
        // The last trial that is begun sees those up to its number − lag; without a lag, all before it.
        var seen = Math.Max(0, budget.Trials - (spec.Lag ?? 1));
        var why =
            $"rules see trial n − lag when trial n is suggested, which are at most {seen} of {budget.Trials} trials"
            + (spec.Lag is { } lag ? $" with lag {lag}" : "");
        if (budget.Patience > seen)
            Refuse("budget.patience", $"it is {budget.Patience}, and {why}");
        if (budget.FailureRate is not null && budget.FailureMinimum > seen)
            Refuse("budget.failure-rate", $"'budget.failure-minimum' is {budget.FailureMinimum}, and {why}");
        if (budget.Hypervolume is not null && seen == 0)
            Refuse("budget.hypervolume", why);
    }

    private static YamlPlace At(YamlPlace root, string path) => root.Find(path) ?? root;
}
