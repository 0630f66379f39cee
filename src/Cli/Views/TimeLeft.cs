using System.Globalization;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>How long a search still takes, if trials go on ending as they did since it is watched.</summary>
/// <param name="clock">Tells the time.</param>
public sealed class TimeLeft(TimeProvider clock)
{
    private const int Enough = 4;
    private readonly long _start = clock.GetTimestamp();
    private int? _endedBefore;

    /// <summary>Since it is watched.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>"4 of 24 trials, about 12:30 left"; without a time until four have ended: the first ones may need no training.</summary>
    public string Text(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        _endedBefore ??= study.Ended;
        var (done, all) = (study.Ended - _endedBefore.Value, study.Spec.Budget.Trials);
        var left = all - study.Ended;
        return string.Create(CultureInfo.InvariantCulture, $"{study.Ended} of {all} trials")
            + (
                done >= Enough && left > 0
                    ? $", about {Format.Time(Elapsed * ((double)left / done))} left{(study.Spec.Baselines > 0 ? ", then baselines" : "")}"
                    : ""
            );
    }
}
