using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Training.Schedules;

/// <summary>The learning rate stays as it is.</summary>
public sealed class ConstantRate : ISchedule, IDescribed<ISchedule>
{
    /// <inheritdoc/>
    public static Technique<ISchedule> Technique { get; } =
        new("constant", "—", "The learning rate stays as it is.", [], _ => new ConstantRate());

    /// <inheritdoc/>
    public double Factor(double progress) => 1;
}
