using System.Globalization;
using System.Text.RegularExpressions;
using Slimfront.Actors.Journal;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>Every stage of a study as a line: its state, its tries, and how the loss of each try went.</summary>
public static partial class StageTable
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Widest = 30;

    /// <summary>The lines: stages in the order in which trials asked for them.</summary>
    /// <param name="study">The study.</param>
    /// <param name="progress">What slots said; may lack anything.</param>
    public static IEnumerable<string> Lines(Study study, IEnumerable<ProgressPoint> progress)
    {
        ArgumentNullException.ThrowIfNull(study);
        var said = progress.ToLookup(p => p.Stage, StringComparer.Ordinal);
        var order = (study.Teacher is { } teacher ? study.Trials.Prepend(teacher) : study.Trials)
            .SelectMany(t => t.Stages)
            .Distinct()
            .Where(study.Stages.ContainsKey);
        foreach (var node in order.Select(key => study.Stages[key]))
        {
            yield return $"{node.Stage.Key.Short}  {node.Stage.Operation, -10}  {State(node)}";
            foreach (var attempt in said[node.Stage.Key.Hex].GroupBy(p => p.Attempt))
                yield return $"          attempt {attempt.Key}: {Curve([.. attempt])}";
        }
    }

    private static string State(StageNode node) =>
        node.Status switch
        {
            StageStatus.Done done when node.Attempts == 0 => "was there already",
            StageStatus.Done done => string.Create(
                CultureInfo.InvariantCulture,
                $"done in {done.Result.Seconds:0.0} s"
            ),
            StageStatus.Running running => $"runs on {running.Slot}",
            StageStatus.Failed failed => $"failed: {failed.Reason}",
            _ => "waits",
        };

    // "epoch 12/12, loss 0.101   ▇▅▃▁": the last words, and the losses on the way where there were several.
    private static string Curve(ProgressPoint[] points)
    {
        var losses = points
            .Select(p => Loss().Match(p.Text))
            .Where(m => m.Success)
            .Select(m => double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture))
            .ToArray();
        var last = points.LastOrDefault(p => Loss().IsMatch(p.Text)) ?? points[^1];
        if (losses.Length < 2)
            return last.Text;
        var (low, high) = (losses.Min(), losses.Max());
        var step = Math.Max(1, (losses.Length + Widest - 1) / Widest);
        var bars = losses
            .Where((_, i) => i % step == 0 || i == losses.Length - 1)
            .Select(l =>
                Bars[high > low ? (int)Math.Round((l - low) / (high - low) * (Bars.Length - 1)) : 0]
            );
        return $"{last.Text}   {string.Concat(bars)}";
    }

    [GeneratedRegex(
        @"loss (?<value>\d+(\.\d+)?)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Loss();
}
