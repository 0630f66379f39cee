using Slimfront.Engine.Stages;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>What a study file may set about training, and what of it decides a training stage's result.</summary>
public static class TrainingSettings
{
    /// <summary>The value of a setting that is switched on.</summary>
    public const string On = "on";

    private const string Off = "off";

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
                Value.Of(Off),
                new Parameter.Choice("flip", Off, On),
                "Whether half of the training images are mirrored."
            ),
        ];

    /// <summary>How a study trains: the parameters "training." of its stages.</summary>
    /// <param name="settings">Complete.</param>
    /// <param name="techniques">The techniques there are.</param>
    public static Configuration Read(Configuration settings, StageTechniques techniques) =>
        Configuration
            .From(settings.Slice("training").Where(s => IsPlain(s.Key)))
            .With(TechniqueSettings.Chosen(settings, techniques.Optimizers, "training.optimizer"))
            .With(TechniqueSettings.Chosen(settings, techniques.Schedules, "training.schedule"));

    // What deeper paths say belongs to techniques, but for augmentation.
    private static bool IsPlain(string path) =>
        !path.Contains('.', StringComparison.Ordinal)
        || path.StartsWith("augment.", StringComparison.Ordinal);
}
