using Slimfront.Search.Objectives;
using Slimfront.Search.Statistics;
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
    public IMeasureMeter Meter(Targets targets) => new Recalls();

    private sealed class Recalls : IMeasureMeter
    {
        private readonly List<(long Class, bool IsRight)> _all = [];

        public Measurement Result =>
            Measurement.Of((Technique.Key, Classes.Average(c => c.Right / (double)c.Count)));

        // A right answer counts the more the fewer examples its class has.
        public double[] Scores
        {
            get
            {
                var counts = Classes.ToDictionary(c => c.Class, c => c.Count);
                return
                [
                    .. _all.Select(e =>
                        e.IsRight ? _all.Count / ((double)counts.Count * counts[e.Class]) : 0
                    ),
                ];
            }
        }

        public Interval Interval =>
            Precision.OfMeanShare([.. Classes.Select(c => ((double)c.Right, (double)c.Count))]);

        private IEnumerable<(long Class, int Right, int Count)> Classes =>
            _all.GroupBy(e => e.Class)
                .OrderBy(g => g.Key)
                .Select(g => (g.Key, g.Count(e => e.IsRight), g.Count()));

        public void Add(Tensor answers, Tensor targets)
        {
            var given = answers.argmax(1).cpu().data<long>().ToArray();
            var wanted = targets.cpu().data<long>().ToArray();
            _all.AddRange(wanted.Zip(given, (w, g) => (w, w == g)));
        }
    }
}
