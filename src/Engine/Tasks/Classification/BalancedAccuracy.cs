using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Classification;

/// <summary>The mean over classes of the share of their examples that are classified correctly (recall).</summary>
/// <remarks>
/// Brodersen et al. (2010), "The balanced accuracy and its posterior distribution", doi:10.1109/ICPR.2010.764, §II. Always
/// answering the most frequent of K classes gives 1/K, however frequent it is. Classes without an example in the split do not count.
/// </remarks>
public sealed class BalancedAccuracy : IMeasure, IDescribed<IMeasure>
{
    /// <inheritdoc/>
    public static Technique<IMeasure> Technique { get; } =
        new(
            "balanced-accuracy",
            "doi:10.1109/ICPR.2010.764",
            "The mean over classes of the share of their examples that are classified correctly.",
            [],
            _ => new BalancedAccuracy()
        )
        {
            Answers = AnswerKind.Probabilities,
        };

    /// <inheritdoc/>
    public Objective Objective { get; } =
        new(Technique.Key, "", Direction.Maximise, IsAnalytic: false)
        {
            IsShare = true,
            Title = "balanced accuracy",
        };

    /// <inheritdoc/>
    public IMeter Meter(Targets targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new Recalls(targets.Outputs);
    }

    private sealed class Recalls(int classes) : IMeter
    {
        private readonly long[] _count = new long[classes];
        private readonly long[] _right = new long[classes];

        public Measurement Result =>
            Measurement.Of(
                (
                    Technique.Key,
                    _count
                        .Zip(_right, (count, right) => (count, right))
                        .Where(c => c.count > 0)
                        .Average(c => c.right / (double)c.count)
                )
            );

        public void Add(Tensor answers, Tensor targets)
        {
            var given = answers.argmax(1).cpu().data<long>().ToArray();
            var wanted = targets.cpu().data<long>().ToArray();
            for (var i = 0; i < wanted.Length; i++)
            {
                _count[wanted[i]]++;
                _right[wanted[i]] += given[i] == wanted[i] ? 1 : 0;
            }
        }
    }
}
