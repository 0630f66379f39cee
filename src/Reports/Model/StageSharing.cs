using System.Collections.Immutable;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Model;

/// <summary>How much work trials had in common, and what was therefore done once instead of many times.</summary>
/// <remarks>
/// Every trial asks for all stages of its recipe, the teacher's own trial included; measurements on the test split are
/// left out on both sides. Training seconds are those of stages with epochs; what an attempt spent before it was lost
/// or failed is unknown and counts on neither side. A stage that has no result has no seconds.
/// </remarks>
/// <param name="Operations">The account of each operation, in ordinal order.</param>
/// <param name="Repeated">Stages completed more than once because their artifact was lost.</param>
public sealed record StageSharing(
    ImmutableArray<OperationSharing> Operations,
    ImmutableArray<RepeatedStage> Repeated
)
{
    /// <summary>Stages that trials asked for.</summary>
    public int Asked => Operations.Sum(o => o.Asked);

    /// <summary>Different stages that ran to their end in this study.</summary>
    public int Ran => Operations.Sum(o => o.Ran);

    /// <summary>Different stages whose artifact was there already, from an earlier study.</summary>
    public int Found => Operations.Sum(o => o.Found);

    /// <summary>Device seconds of training that trials asked for.</summary>
    public double TrainingAsked => Operations.Sum(o => o.TrainingAsked);

    /// <summary>Device seconds of training that were spent.</summary>
    public double TrainingSpent => Operations.Sum(o => o.TrainingSpent);

    /// <summary>Share of the training seconds asked for that sharing saved; 0 where none were asked for.</summary>
    public double Saved => TrainingAsked > 0 ? 1 - (TrainingSpent / TrainingAsked) : 0;

    /// <summary>The account of a study.</summary>
    public static StageSharing Of(Study study)
    {
        var trials = study.Teacher is { } teacher ? study.Trials.Insert(0, teacher) : study.Trials;
        var uses = trials
            .SelectMany(t => t.Stages)
            .CountBy(key => key)
            .Where(u => study.Stages.ContainsKey(u.Key))
            .Select(u => (Node: study.Stages[u.Key], Uses: u.Value))
            .ToArray();
        return new(
            [
                .. uses.GroupBy(u => u.Node.Stage.Operation, StringComparer.Ordinal)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(Account),
            ],
            [
                .. study
                    .Stages.Values.Where(n => n.Completions > 1)
                    .OrderBy(n => n.Stage.Key.Hex, StringComparer.Ordinal)
                    .Select(n => new RepeatedStage(n.Stage.Operation, n.Stage.Key, n.Completions)),
            ]
        );
    }

    private static OperationSharing Account(IGrouping<string, (StageNode Node, int Uses)> uses)
    {
        var done = uses.Where(u => u.Node.Result is not null).ToArray();
        var training = done.Where(u => u.Node.Stage.Epochs > 0).ToArray();
        return new(
            uses.Key,
            uses.Sum(u => u.Uses),
            done.Count(u => Runs(u.Node) > 0),
            done.Count(u => Runs(u.Node) == 0),
            training.Sum(u => u.Uses * u.Node.Result!.Seconds),
            training.Sum(u => Runs(u.Node) * u.Node.Result!.Seconds)
        );
    }

    // A stage without any attempt was found done.
    private static int Runs(StageNode node) => Math.Min(node.Completions, node.Attempts);
}

/// <summary>The account of one operation.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Asked">Stages that trials asked for.</param>
/// <param name="Ran">Different stages that ran to their end.</param>
/// <param name="Found">Different stages that were there already.</param>
/// <param name="TrainingAsked">Device seconds of training asked for.</param>
/// <param name="TrainingSpent">Device seconds of training spent.</param>
public sealed record OperationSharing(
    string Operation,
    int Asked,
    int Ran,
    int Found,
    double TrainingAsked,
    double TrainingSpent
);

/// <summary>A stage that was completed more than once.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Stage">Its key.</param>
/// <param name="Completions">How often.</param>
public sealed record RepeatedStage(string Operation, StageKey Stage, int Completions);
