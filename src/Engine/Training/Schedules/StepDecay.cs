using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Training.Schedules;

/// <summary>The learning rate drops by a factor, several times, evenly over training.</summary>
/// <remarks>He et al. (2016), arXiv:1512.03385, §4.2, drop it tenfold at 50 % and 75 %; here k drops come at i/(k+1).</remarks>
/// <param name="drops">How often.</param>
/// <param name="factor">What is left each time.</param>
public sealed class StepDecay(int drops, double factor) : ISchedule, IDescribed<ISchedule>
{
    /// <inheritdoc/>
    public static Technique<ISchedule> Technique { get; } =
        new(
            "step",
            "arXiv:1512.03385 §4.2",
            "The learning rate drops by a factor, several times, evenly over training.",
            [
                new Parameter.Integer("drops", 1, 5),
                new Parameter.Real("factor", 0.05, 0.5, Logarithmic: true),
            ],
            c => new StepDecay(c.Integer("drops", 2), c.Real("factor", 0.1))
        )
        {
            Usual = Configuration.Of(("drops", Value.Of(2)), ("factor", Value.Of(0.1))),
        };

    /// <inheritdoc/>
    public double Factor(double progress) =>
        Math.Pow(factor, Math.Min(drops, Math.Floor(progress * (drops + 1))));
}
