using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Classification;

/// <summary>Which of several classes an example belongs to.</summary>
/// <remarks>A network answers a logit for each class; <see cref="Classes"/> says how labels become classes.</remarks>
public sealed class ClassificationTask : ITask, IDescribed<ITask>
{
    /// <inheritdoc/>
    public static Technique<ITask> Technique { get; } =
        new(
            "classification",
            "—",
            "Which of several classes an example belongs to.",
            [],
            _ => new ClassificationTask()
        );

    /// <inheritdoc/>
    public string Answers => AnswerKind.Probabilities;

    /// <inheritdoc/>
    public string Output => "class";

    /// <inheritdoc/>
    public ImmutableArray<string> UsualMeasures => [Accuracy.Technique.Key];

    /// <inheritdoc/>
    public string? NoSmoothing => null;

    /// <inheritdoc/>
    public Targets Read(IReadOnlyList<TargetPart> parts, TargetHints hints)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(hints);
        if (parts.FirstOrDefault(p => p.Columns != 1) is { } several)
            throw new UserErrorException(
                $"{several.Place} has {several.Columns} values for each {several.Example}; a label is one number or text (of one-hot labels, numpy.argmax(y, 1))."
            );
        var classes = Classes.Of(parts, hints.Lonely, hints.AreNames);
        return classes.Names.Length > 1
            ? new Labels(classes.Numbers, classes.Called(hints.Meanings))
            : throw new UserErrorException(
                $"{parts[0].Place}: it has {classes.Names.Length} class(es); a classifier needs 2 or more."
            );
    }

    /// <inheritdoc/>
    public ITargetLoss Loss(double smoothing) => new CrossEntropy(smoothing);

    /// <inheritdoc/>
    public IMeter LossMeter() =>
        new LossMeter((z, y) => nn.functional.cross_entropy(z, y, reduction: nn.Reduction.Sum));
}
