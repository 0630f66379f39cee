using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Training.Schedules;

/// <summary>The learning rate falls along half a cosine to 0: ½·(1 + cos(π·progress)).</summary>
/// <remarks>Loshchilov and Hutter (2017), arXiv:1608.03983, equation 5, without restarts.</remarks>
public sealed class Cosine : ISchedule, IDescribed<ISchedule>
{
    /// <inheritdoc/>
    public static Technique<ISchedule> Technique { get; } =
        new(
            "cosine",
            "arXiv:1608.03983 eq. 5",
            "The learning rate falls along half a cosine to 0.",
            [],
            _ => new Cosine()
        );

    /// <inheritdoc/>
    public double Factor(double progress) => (1 + Math.Cos(Math.PI * progress)) / 2;
}
