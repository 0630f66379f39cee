using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>What one slot does now.</summary>
/// <param name="Name">The slot.</param>
/// <param name="Device">Its device.</param>
/// <param name="Stage">The stage it works at, in words; empty when idle.</param>
/// <param name="Fraction">Share of the stage that is done.</param>
/// <param name="Unfit">Why it cannot work, if it cannot.</param>
public sealed record SlotLine(string Name, string Device, string Stage, double Fraction, string? Unfit);

/// <summary>Shows a study while it runs.</summary>
public interface IStudyView : IDisposable
{
    /// <summary>Called with every batch of events, and several times a second for the slots' progress.</summary>
    /// <param name="study">The study after the events.</param>
    /// <param name="events">What happened since the last call; often nothing.</param>
    /// <param name="slots">What the slots do now.</param>
    /// <param name="waits">Why nothing of it can run now: see <see cref="Waiting"/>; null while it can.</param>
    void Update(
        Study study,
        IReadOnlyList<StudyEvent> events,
        IReadOnlyList<SlotLine> slots,
        string? waits = null
    );
}
