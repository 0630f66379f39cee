using Slimfront.Engine.Distillation;
using Slimfront.Engine.Networks;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a network on the labels that a refiner gives to the very crops the network sees.</summary>
/// <remarks>
/// Parameters and inputs are those of <see cref="TrainingStage"/> and the input "teacher", the refiner, which answers
/// every batch in evaluation mode. Recorded answers are not taken: labels per image are another method. Where nothing
/// is augmented the crop is the image, and the refiner's answers never change.
/// </remarks>
public sealed class Refine : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("refine", "arXiv:1805.02641 §3", "Trains a network on refined labels.", [], _ => new Refine());

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var refiner = words.Teacher();
        while (refiner is { Operation: var operation } && operation == Technique.Key)
            refiner = words.Teacher(refiner);
        if (refiner is null)
            return "labels refined";
        var own = words.Stage.Parameters.Slice("model");
        var isItself =
            refiner.Operation == Train.Technique.Key && own.Equals(refiner.Parameters.Slice("model"));
        return TrainingWords.Of(
            words,
            $"labels refined by {(isItself ? "itself" : words.NameOf(refiner))}",
            "",
            ""
        );
    }

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context, "teacher");
        using var stage = TrainingStage.Prepare(context);
        context.Parameters.Done();
        using var refiner = new Network(context.ReadModel("teacher"), context.Device);
        return stage.Run(
            new DistillationObjective(new RefinedLabels(), new LiveTeacher(refiner), stage.Labels)
        );
    }
}
