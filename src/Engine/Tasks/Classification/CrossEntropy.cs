using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Classification;

/// <summary>Cross entropy with the labels, which may be smoothed: (1−s)·CE(z, y) + s/K · Σₖ CE(z, k).</summary>
/// <remarks>Szegedy et al. (2016), arXiv:1512.00567, §7. Answers are logits z, shape [batch, K]; targets are labels y, shape [batch].</remarks>
/// <param name="smoothing">s, 0 for hard labels.</param>
public sealed class CrossEntropy(double smoothing = 0) : ITargetLoss
{
    /// <inheritdoc/>
    public Tensor Of(Tensor answers, Tensor targets) =>
        nn.functional.cross_entropy(answers, targets, label_smoothing: smoothing);
}
