using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.History;

/// <summary>What must not depend on faults, slots or the clock: two runs of one study file side by side.</summary>
internal static class Comparison
{
    public static Verdict Of(Study undisturbed, Study disturbed)
    {
        var broken = new List<string>();
        var (before, after) = (Trials(undisturbed), Trials(disturbed));
        if (before.Length != after.Length)
            broken.Add($"{after.Length} trials instead of {before.Length}");
        broken.AddRange(
            before
                .Zip(after, ValueTuple.Create)
                .Where(p => p.Item1 != p.Item2)
                .Select(p => $"'{p.Item2}' instead of '{p.Item1}'")
        );
        if (!undisturbed.FinalFront.SequenceEqual(disturbed.FinalFront))
            broken.Add(
                $"front {string.Join(' ', disturbed.FinalFront)} instead of {string.Join(' ', undisturbed.FinalFront)}"
            );
        var stages = undisturbed.Stages.Keys.Union(disturbed.Stages.Keys).ToImmutableArray();
        foreach (var key in stages)
            if (undisturbed.Result(key)?.Artifact != disturbed.Result(key)?.Artifact)
                broken.Add(
                    $"stage {key.Short} gave {disturbed.Result(key)?.Artifact.Short ?? "nothing"} instead of "
                        + (undisturbed.Result(key)?.Artifact.Short ?? "nothing")
                );
        return new(
            [
                $"equal to the undisturbed run: {before.Length} trials, {stages.Length} artifacts, "
                    + $"front of {undisturbed.FinalFront.Length}",
            ],
            broken
        );
    }

    private static string[] Trials(Study study) =>
        [
            .. study
                .Trials.Append(study.Teacher!)
                .Select(t =>
                    $"{t.Number} {t.Configuration} model {study.Result(t.Model)?.Artifact} "
                    + $"accuracy {t.Measurement?["accuracy"]:R} bytes {t.Measurement?["bytes"]:R} "
                    + $"test {t.Test?["accuracy"]:R}"
                ),
        ];
}
