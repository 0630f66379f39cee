using Slimfront.Engine.Stages;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>What a study file may set about training.</summary>
public static class TrainingSettings
{
    /// <summary>The settings below "training.".</summary>
    public static IEnumerable<Setting> Of(StageTechniques techniques) =>
        [
            new(
                "training.epochs",
                Value.Of(20),
                new Parameter.Integer("epochs", 1, 100_000),
                "Passes over the training split."
            ),
            new(
                "training.batch",
                Value.Of(32),
                new Parameter.Integer("batch", 1, 65_536),
                "Examples per step."
            ),
            .. TechniqueSettings.Of(
                techniques.Optimizers,
                "training.optimizer",
                "sgd",
                "What turns gradients into steps."
            ),
            new(
                "training.learning-rate",
                Value.Of(0.05),
                new Parameter.Real("learning-rate", 1e-6, 10),
                "The learning rate at its highest."
            ),
            new(
                "training.weight-decay",
                Value.Of(5e-4),
                new Parameter.Real("weight-decay", 0, 1),
                "L2 penalty, added to the gradients."
            ),
            .. TechniqueSettings.Of(
                techniques.Schedules,
                "training.schedule",
                "cosine",
                "How the learning rate changes."
            ),
            new(
                "training.warm-up",
                Value.Of(0.05),
                new Parameter.Real("warm-up", 0, 0.9),
                "Share of training during which the learning rate rises."
            ),
            new(
                "training.label-smoothing",
                Value.Of(0.0),
                new Parameter.Real("label-smoothing", 0, 0.9),
                "Share of a label's weight that is spread over all classes."
            ),
            new(
                "training.augment.shift",
                Value.Of(0),
                new Parameter.Integer("shift", 0, 64),
                "Largest random shift of training images, in pixels."
            ),
            new(
                "training.augment.flip",
                Value.Of(StageParameters.Off),
                new Parameter.Choice("flip", StageParameters.Off, StageParameters.On),
                "Whether half of the training images are mirrored."
            ),
        ];

    /// <summary>How a study trains.</summary>
    /// <param name="settings">Complete.</param>
    /// <param name="techniques">The techniques there are.</param>
    public static TrainingOptions Read(Configuration settings, StageTechniques techniques) =>
        new()
        {
            Epochs = settings.Integer("training.epochs"),
            Batch = settings.Integer("training.batch"),
            Optimizer = TechniqueChoice.At(
                TechniqueSettings.Chosen(settings, techniques.Optimizers, "training.optimizer"),
                "optimizer"
            ),
            LearningRate = settings.Real("training.learning-rate"),
            WeightDecay = settings.Real("training.weight-decay"),
            Schedule = TechniqueChoice.At(
                TechniqueSettings.Chosen(settings, techniques.Schedules, "training.schedule"),
                "schedule"
            ),
            WarmUp = settings.Real("training.warm-up"),
            LabelSmoothing = settings.Real("training.label-smoothing"),
            Shift = settings.Integer("training.augment.shift"),
            IsFlipped = settings.Text("training.augment.flip") == StageParameters.On,
        };
}
