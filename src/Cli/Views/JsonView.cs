using System.Text.Encodings.Web;
using System.Text.Json;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>One JSON object per line, for programs: trials as they end, then the end of the study.</summary>
public sealed class JsonView(TextWriter output) : IStudyView
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <inheritdoc/>
    public void Update(
        Study study,
        IReadOnlyList<StudyEvent> events,
        IReadOnlyList<SlotLine> slots,
        string? waits = null
    )
    {
        foreach (var happened in events)
            if (Line(study, happened) is { } line)
                output.WriteLine(JsonSerializer.Serialize(line, Readable));
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => output.Flush();

    private static object? Line(Study study, StudyEvent happened) =>
        happened switch
        {
            StudyEvent.TrialEnded e => new
            {
                @event = "trial-ended",
                study = study.Spec.Name,
                trial = e.Number.Value,
                origin = study.Trial(e.Number).Origin,
                recipe = study.Trial(e.Number).Summary,
                outcome = e.Outcome.GetType().Name.ToLowerInvariant(),
                reason = e.Outcome switch
                {
                    Outcome.Failed f => f.Reason,
                    Outcome.Stopped s => s.Reason,
                    _ => null,
                },
                rung = study.Trial(e.Number).Fidelity?.Rung,
                values = (
                    study.Trial(e.Number).Measurement ?? (e.Outcome as Outcome.Paused)?.Measurement
                )?.Values,
            },
            StudyEvent.AttemptFailed e => new
            {
                @event = "attempt-failed",
                study = study.Spec.Name,
                stage = e.Attempt.Stage.Hex,
                attempt = e.Attempt.Number,
                reason = e.Reason,
            },
            StudyEvent.Finished e => new
            {
                @event = "finished",
                study = study.Spec.Name,
                reason = e.Reason,
                front = study.FinalFront.Select(n => n.Value),
            },
            _ => null,
        };
}
