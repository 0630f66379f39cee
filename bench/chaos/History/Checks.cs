using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.History;

/// <summary>The promises of a cluster, checked against the history in its journal alone.</summary>
internal static class Checks
{
    /// <summary>Every promise that does not depend on another run.</summary>
    public static Verdict Of(IReadOnlyList<Entry> entries)
    {
        var figures = new List<string>();
        var broken = new List<string>();
        broken.AddRange(Gaps(entries));
        broken.AddRange(Epochs(entries, figures));
        foreach (
            var study in entries
                .Select(e => e.Value)
                .OfType<Journalled>()
                .GroupBy(e => e.Study, StringComparer.Ordinal)
        )
        {
            StudyEvent[] events = [.. study.Select(e => e.Event)];
            broken.AddRange(Trials(events).Select(b => $"{study.Key}: {b}"));
            broken.AddRange(Stages(study.Key, events, figures).Select(b => $"{study.Key}: {b}"));
        }

        return new(figures, broken);
    }

    private static IEnumerable<string> Gaps(IReadOnlyList<Entry> entries) =>
        entries
            .Select((e, i) => (e.Sequence, Expected: i + 1L))
            .Where(e => e.Sequence != e.Expected)
            .Take(1)
            .Select(e => $"event {e.Expected} is missing: {e.Sequence} stands in its place");

    // One writer per epoch: each writer's events are one unbroken range that begins with a higher epoch than any before.
    private static IEnumerable<string> Epochs(IReadOnlyList<Entry> entries, List<string> figures)
    {
        var (epoch, writer) = (0L, "");
        var writers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Writer != writer && !writers.Add(entry.Writer))
                yield return $"event {entry.Sequence} is by a writer that another one had replaced";
            if (entry.Writer != writer && entry.Value is not EpochStarted)
                yield return $"event {entry.Sequence} is the first of its writer and no epoch";
            if (entry.Value is EpochStarted e)
            {
                if (e.Epoch <= epoch)
                    yield return $"event {entry.Sequence} starts epoch {e.Epoch} after epoch {epoch}";
                if (entry.Writer == writer)
                    yield return $"event {entry.Sequence} starts an epoch within a writer's range";
                epoch = e.Epoch;
            }

            writer = entry.Writer;
        }

        figures.Add(
            $"{entries.Count} events, {writers.Count} epochs, each by one writer in one unbroken range"
        );
    }

    // Every trial is recorded once and ends once; nothing comes after the end.
    private static IEnumerable<string> Trials(StudyEvent[] events)
    {
        var started = events.OfType<StudyEvent.TrialStarted>().Select(e => e.Trial.Number.Value).ToArray();
        var numbers = started.Where(n => n >= 0).ToArray();
        if (!numbers.SequenceEqual(Enumerable.Range(0, numbers.Length)))
            yield return "trials do not start once each, in order of number";
        foreach (var twice in started.CountBy(n => n).Where(c => c.Value > 1))
            yield return $"trial {twice.Key} is recorded {twice.Value} times";
        var ended = events.OfType<StudyEvent.TrialEnded>().Select(e => e.Number.Value).ToArray();
        foreach (var twice in ended.CountBy(n => n).Where(c => c.Value > 1))
            yield return $"trial {twice.Key} ends {twice.Value} times";
        if (events[^1] is not StudyEvent.Finished)
            yield break;
        foreach (var open in started.Except(ended))
            yield return $"trial {open} never ends";
        if (events.OfType<StudyEvent.Finished>().Count() > 1)
            yield return "the study finishes more than once";
    }

    private static IEnumerable<string> Stages(string study, StudyEvent[] events, List<string> figures)
    {
        var stages = new Dictionary<StageKey, Tally>();
        Tally Of(StageKey key) => stages.TryGetValue(key, out var t) ? t : stages[key] = new(key);
        foreach (var e in events)
            switch (e)
            {
                case StudyEvent.AttemptStarted s:
                    Of(s.Attempt.Stage).Start(s.Attempt.Number);
                    break;
                case StudyEvent.StageCompleted c:
                    Of(c.Attempt.Stage).Complete(c);
                    break;
                case StudyEvent.AttemptFailed f:
                    Of(f.Attempt.Stage).Failures++;
                    break;
                case StudyEvent.AttemptLost l:
                    Of(l.Attempt.Stage).Losses++;
                    break;
                case StudyEvent.ArtifactLost a:
                    Of(a.Stage).ArtifactsLost++;
                    break;
            }

        var all = stages.Values;
        var tries = ((StudyEvent.Created)events[0]).Spec.Attempts.Tries;
        figures.Add(
            $"{study}: {all.Count(t => t.Completions > 0)} stages completed in {all.Sum(t => t.Attempts)} attempts; "
                + $"{all.Sum(t => t.Failures)} failed, {all.Sum(t => t.Losses)} lost; "
                + $"{all.Sum(t => t.ArtifactsLost)} artifacts lost and made again"
        );
        return all.SelectMany(t => t.Broken(tries));
    }

    private sealed class Tally(StageKey key)
    {
        private readonly HashSet<ArtifactId> _artifacts = [];
        private bool _isOutOfOrder;

        public int Attempts { get; private set; }
        public int Completions { get; private set; }
        public int Failures { get; set; }
        public int Losses { get; set; }
        public int ArtifactsLost { get; set; }

        public void Start(int number) => _isOutOfOrder |= number != ++Attempts;

        public void Complete(StudyEvent.StageCompleted e)
        {
            Completions++;
            _artifacts.Add(e.Result.Artifact);
        }

        public IEnumerable<string> Broken(int tries)
        {
            if (_isOutOfOrder)
                yield return $"attempts at stage {key.Short} are not numbered 1, 2, 3…";
            if (Completions > 1 + ArtifactsLost)
                yield return $"stage {key.Short} is completed {Completions} times, and its artifact was lost {ArtifactsLost} times";
            if (_artifacts.Count > 1)
                yield return $"stage {key.Short} gave {_artifacts.Count} different artifacts";
            if (Failures > tries)
                yield return $"stage {key.Short} fails {Failures} times; {tries} are allowed";
            if (Attempts > tries + Losses + ArtifactsLost)
                yield return $"stage {key.Short} has {Attempts} attempts, {Losses} of them lost; {tries} may fail";
        }
    }
}
