using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a network on labels; see <see cref="TrainingStage"/> for parameters and inputs.</summary>
public sealed class Train : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("train", "—", "Trains a network on labels.", [], _ => new Train());

    /// <inheritdoc/>
    public int Version => 3;

    /// <inheritdoc/>
    public string Describe(StageWords words) =>
        TrainingWords.Of(words, "trained on labels", "fine-tuned", "learned");

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context);
        using var stage = TrainingStage.Prepare(context);
        context.Parameters.Done();
        return stage.Run(stage.Labels);
    }
}
