using Slimfront.Engine.Training;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a network on labels; parameters and inputs are those of <see cref="TrainingParameters"/>.</summary>
public sealed class Train : ITrainingOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("train", "—", "Trains a network on labels.", [], _ => new Train());

    /// <inheritdoc/>
    public int Version => 3;

    /// <inheritdoc/>
    public bool HasRungs => true;

    /// <summary>Plans the training of a fresh network.</summary>
    public static Stage Plan(StageBasis basis, ModelChoice model, TrainingOptions options) =>
        basis.Train<Train>(new(options) { Model = model });

    /// <summary>Plans the further training of a network, with a fresh optimizer.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="options">How.</param>
    /// <param name="rounding">The rounding that it learns to live with; null for none.</param>
    public static Stage Plan(
        StageBasis basis,
        StageKey start,
        TrainingOptions options,
        QuantizationParameters? rounding = null
    ) =>
        basis.Train<Train>(
            new(options) { Rounding = rounding },
            new StageInput(TrainingParameters.Start, start)
        );

    /// <inheritdoc/>
    public string Describe(StageWords words) =>
        TrainingWords.Of(words, "trained on labels", "fine-tuned", "learned");

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context);
        using var stage = TrainingStage.Prepare(context);
        context.Parameters.Done();
        return stage.Run(new TargetLoss(stage.Labels));
    }
}
