using Slimfront.Search.Objectives;
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
    public IMeter Meter(Targets targets) => new Tally();

    private sealed class Tally : IMeter
    {
        private long _count;
        private long _right;

        public Measurement Result => Measurement.Of((Objective.Accuracy.Key, _right / (double)_count));

        public void Add(Tensor answers, Tensor targets)
        {
            _count += answers.shape[0];
            _right += answers.argmax(1).eq(targets).sum().cpu().item<long>();
        }
    }
}
