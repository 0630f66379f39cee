using Slimfront.Engine.Stages;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>What a study settles for all stages of a kind, so that recipes need not say it of each.</summary>
internal static class Settled
{
    /// <summary>The setting of the epochs in which a student's first layers follow a teacher's hint.</summary>
    public const string HintEpochs = "hint.epochs";

    /// <summary>The setting of the highest learning rate of that stage.</summary>
    public const string HintRate = "hint.learning-rate";

    /// <summary>The setting of the epochs in which a network learns to be rounded.</summary>
    public const string RoundingEpochs = "quantization.epochs";

    /// <summary>The setting of the highest learning rate of that stage.</summary>
    public const string RoundingRate = "quantization.learning-rate";

    /// <summary>The setting of what becomes of the weights that a ticket lacks.</summary>
    public const string MissingWeights = "tickets.missing";

    /// <summary>The setting of the share of a ticket's rate that goes from the last layer.</summary>
    public const string OutputShare = "tickets.output-share";

    /// <summary>How a student's first layers are trained to follow a hint.</summary>
    /// <remarks>The paper's RMSProp and its rate: the loss sums over a whole map, and this does not depend on its size.</remarks>
    public static TrainingOptions Hinting(RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Training with
        {
            Epochs = context.Settings.Integer(HintEpochs),
            LearningRate = context.Settings.Real(HintRate),
            LabelSmoothing = null,
            Optimizer = new("adam", Configuration.Of(("beta1", Value.Of(0.0)), ("beta2", Value.Of(0.9)))),
        };
    }

    /// <summary>How a network is trained while it learns to be rounded.</summary>
    public static TrainingOptions Rounding(RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.FineTuning with
        {
            Epochs = context.Settings.Integer(RoundingEpochs),
            LearningRate = context.Settings.Real(RoundingRate),
        };
    }

    /// <summary>What is settled of every ticket that removes a share of the weights.</summary>
    public static Configuration Ticket(double rate, RecipeContext context) =>
        Missing(context).Write("missing").With("output-rate", Value.Of(OutputRate(rate, context)));

    /// <summary>What becomes of the weights that a ticket lacks.</summary>
    public static TechniqueChoice Missing(RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TechniqueChoice.At(
            TechniqueSettings.Chosen(context.Settings, context.Techniques.MissingActions, MissingWeights),
            "missing"
        );
    }

    /// <summary>The share of weights that goes from the last layer.</summary>
    /// <param name="rate">The share that goes from the others.</param>
    /// <param name="context">The study.</param>
    public static double OutputRate(double rate, RecipeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return rate * context.Settings.Real(OutputShare);
    }
}
