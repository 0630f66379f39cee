using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Networks;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a network by a teacher.</summary>
/// <remarks>
/// Parameters and inputs are those of <see cref="TrainingStage"/> and: "loss" and "loss.KEY.*", a distillation loss;
/// "features" and "features.KEY.*", a feature loss in addition, none if missing; and one of the inputs "labels" (a teacher's recorded answers) and "teacher" (the teacher itself, which answers every
/// batch in evaluation mode; needed where examples change or features are compared).
/// </remarks>
public sealed class Distil : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("distil", "arXiv:1503.02531", "Trains a network by a teacher.", [], _ => new Distil());

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("start", "previous", "labels", "teacher");
        using var stage = TrainingStage.Prepare(context);
        var loss = context.Parameters.Create(context.Techniques.Losses, "loss");
        var features = context.Parameters.Has("features")
            ? context.Parameters.Create(context.Techniques.Features, "features")
            : null;
        context.Parameters.Done();
        if (features is { IsBefore: true })
            throw context.Parameters.Refuse(
                "its features are compared before distillation, by the operation 'hint'"
            );
        if (context.Has("labels") == context.Has("teacher"))
            throw context.Parameters.Refuse("it needs either the input 'labels' or the input 'teacher'");
        if (context.Has("teacher"))
            return WithTeacher(context, stage, loss, features);
        if (stage.IsAugmented || features is not null)
            throw context.Parameters.Refuse(
                "recorded answers do not fit examples that change or features that are compared; it needs the input 'teacher'"
            );
        return WithAnswers(context, stage, loss);
    }

    private static StageResult WithTeacher(
        StageContext context,
        TrainingStage stage,
        IDistillationLoss loss,
        IFeatureLoss? features
    )
    {
        using var teacher = new Network(context.ReadModel("teacher"), context.Device);
        var comparison = features is null
            ? null
            : new FeatureComparison(features, stage.Graph, teacher.Graph);
        var live = new LiveTeacher(teacher, comparison);
        return stage.Run(new DistillationObjective(loss, live, stage.Labels, comparison), comparison?.Graph);
    }

    private static StageResult WithAnswers(StageContext context, TrainingStage stage, IDistillationLoss loss)
    {
        var (count, classes) = (context.Data["train"].Count, context.Data.Data.Classes);
        var answers = AnswerFile.Read(context.Input("labels"), count, classes);
        using var logits = tensor(answers, [count, classes], device: context.Device);
        return stage.Run(new DistillationObjective(loss, new RecordedTeacher(logits), stage.Labels));
    }
}
