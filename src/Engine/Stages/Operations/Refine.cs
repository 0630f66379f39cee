using Slimfront.Engine.Distillation;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a network on the labels that a refiner gives to the very crops the network sees.</summary>
/// <remarks>
/// Parameters and inputs are those of <see cref="TrainingParameters"/> and the input "teacher", the refiner, which answers
/// every batch in evaluation mode. Recorded answers are not taken: labels per image are another method. Where nothing
/// is augmented the crop is the image, and the refiner's answers never change.
/// </remarks>
public sealed class Refine : ITrainingOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("refine", "arXiv:1805.02641 §3", "Trains a network on refined labels.", [], _ => new Refine());

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "refined labels";

    /// <summary>Plans the training of a fresh network on the labels of a refiner.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="model">Its architecture.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="refiner">The stage that made the refiner.</param>
    public static Stage Plan(
        StageBasis basis,
        ModelChoice model,
        TrainingOptions options,
        StageKey refiner
    ) => basis.Train<Refine>(new(options) { Model = model }, new StageInput(Distil.Teacher, refiner));

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var refiner = words.Teacher();
        while (refiner?.Is<Refine>() == true)
            refiner = words.Teacher(refiner);
        if (refiner is null)
            return "labels refined";
        var own = words.Stage.Parameters.Slice("model");
        var isItself = refiner.Is<Train>() && own.Equals(refiner.Parameters.Slice("model"));
        return TrainingWords.Of(
            words,
            $"labels refined by {(isItself ? "itself" : words.NameOf(refiner))}",
            "",
            ""
        );
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context, Distil.Teacher);
        using var stage = TrainingStage.Prepare(context);
        context.Parameters.Done();
        using var refiner = context.Place(context.ReadModel(Distil.Teacher));
        return stage.Run(
            new DistillationObjective(new RefinedLabels(), new LiveTeacher(refiner), stage.Labels)
        );
    }
}
