using Slimfront.Search.Objectives;
using Slimfront.Search.Statistics;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Classification;

/// <summary>The share of examples whose largest logit is that of their class.</summary>
public sealed class Accuracy : IMeasure, IDescribed<IMeasure>
{
    /// <inheritdoc/>
    public static Technique<IMeasure> Technique { get; } =
        new("accuracy", "—", "The share of examples that are classified correctly.", [], _ => new Accuracy())
        {
            Answers = AnswerKind.Probabilities,
        };

    /// <inheritdoc/>
    public Objective Objective => Objective.Accuracy;

    /// <inheritdoc/>
    public IMeasureMeter Meter(Targets targets) => new Tally();

    /// <summary>McNemar's test: what counts are the examples that one of them has right and the other has not.</summary>
    public PairedTest Compare(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var cells = new int[4];
        for (var i = 0; i < first.Length; i++)
            cells[(first[i] > 0 ? 0 : 2) + (second[i] > 0 ? 0 : 1)]++;
        return PairedTest.OfShares(cells[0], cells[1], cells[2], cells[3]);
    }

    private sealed class Tally : IMeasureMeter
    {
        private readonly List<bool> _right = [];

        public Measurement Result => Measurement.Of((Objective.Accuracy.Key, Right / (double)_right.Count));

        public double[] Scores => [.. _right.Select(r => r ? 1.0 : 0)];

        public Interval Interval => Precision.OfShare(Right, _right.Count);

        private int Right => _right.Count(r => r);

        public void Add(Tensor answers, Tensor targets) =>
            _right.AddRange(answers.argmax(1).eq(targets).cpu().data<bool>());
    }
}
