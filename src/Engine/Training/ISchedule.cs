namespace Slimfront.Engine.Training;

/// <summary>How the learning rate changes over training.</summary>
public interface ISchedule
{
    /// <summary>The factor of the learning rate. A pure function, so a run that goes on needs no state of it.</summary>
    /// <param name="progress">The share of training done before the step, 0 up to but not including 1.</param>
    /// <returns>0 to 1.</returns>
    double Factor(double progress);
}

/// <summary>Raises the learning rate evenly from near 0 before a schedule begins.</summary>
/// <remarks>Goyal et al. (2017), arXiv:1706.02677, §2.2, "gradual warmup".</remarks>
/// <param name="inner">What comes after, over the rest of training.</param>
/// <param name="share">The share of training that the rise takes, 0 up to but not including 1.</param>
public sealed class WarmUp(ISchedule inner, double share)
{
    /// <summary>The factor for a step.</summary>
    /// <param name="step">Steps taken before it.</param>
    /// <param name="total">Steps of the whole training.</param>
    public double Factor(long step, long total)
    {
        var rise = (long)Math.Round(share * total);
        return step < rise
            ? (step + 1) / (double)(rise + 1)
            : inner.Factor((step - rise) / (double)(total - rise));
    }
}
