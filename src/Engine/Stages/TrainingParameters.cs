using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Stages;

/// <summary>The parameters of a stage that trains.</summary>
/// <remarks>
/// Inputs: none for a fresh network of a family; <see cref="Start"/> for the weights and graph of an artifact with a fresh
/// optimizer; <see cref="Previous"/> to go on with a training that stopped at <see cref="From"/>. Parts of one training have the same
/// seed and the same options, and give together what one stage would have given.
/// </remarks>
/// <param name="Options">How it trains.</param>
public sealed record TrainingParameters(TrainingOptions Options)
{
    /// <summary>The input whose network is trained with a fresh optimizer.</summary>
    public const string Start = "start";

    /// <summary>The input whose training goes on.</summary>
    public const string Previous = "previous";

    /// <summary>The input whose training says how much computation there is; see <see cref="Budget"/>.</summary>
    public const string Whole = "whole";

    /// <summary>The parameter that names the family of a fresh network.</summary>
    internal const string Family = "model.family";

    internal const string Fresh = "fresh";
    internal const string BudgetPath = "budget";
    private const string FineTuned = "budget.fine-tuned";
    private const string Computation = "computation";
    internal const string Quantization = "quantization.";

    /// <summary>The family of a fresh network; null where an input brings the network.</summary>
    public ModelChoice? Model { get; init; }

    /// <summary>Whether only the graph of <see cref="Start"/> counts, and its weights are drawn anew.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The epochs that are done when the stage begins; a fraction is a step within one.</summary>
    public double From { get; init; }

    /// <summary>The epochs that are done when it ends.</summary>
    public double To { get; init; } = Options.Epochs;

    /// <summary>As many epochs as a computation buys; null for those of the options.</summary>
    public ComputationBudget? Budget { get; init; }

    /// <summary>The rounding that the network learns to live with; null for training as usual.</summary>
    public QuantizationParameters? Rounding { get; init; }

    /// <summary>What the operation has beside them.</summary>
    public Configuration Own { get; init; } = Configuration.Empty;

    /// <summary>The parameters of a planned stage.</summary>
    public static TrainingParameters Of(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return Read(new(stage));
    }

    /// <summary>Reads what all trainings have in common; techniques and the family are still to be created.</summary>
    /// <param name="parameters">The stage's.</param>
    /// <exception cref="StageRefusedException">Something is missing or impossible.</exception>
    internal static TrainingParameters Read(StageParameters parameters)
    {
        var all = parameters.All;
        var options = TrainingOptions.Read(parameters);
        return new(options)
        {
            Model = all.Has(Family) ? ModelChoice.At(all, Family) : null,
            IsFresh = parameters.FindSwitch(Fresh) ?? false,
            From = parameters.Real("from", 0, options.Epochs),
            To = parameters.Real("to", 0, options.Epochs),
            Budget = ReadBudget(parameters, options.Epochs),
            Rounding = parameters.Has(Quantization + QuantizationParameters.BitsName)
                ? QuantizationParameters.Read(parameters, Quantization)
                : null,
            Own = Configuration.From(all.Where(p => !IsCommon(p.Key))),
        };
    }

    /// <summary>As a stage has them.</summary>
    public Configuration Write()
    {
        var written = Options
            .Write()
            .Under("training")
            .With(Own)
            .With("from", Number(From))
            .With("to", Number(To));
        if (Model is { } model)
            written = written.With(model.AsStageParameters);
        if (IsFresh)
            written = written.With(Fresh, Value.Of(StageParameters.On));
        if (Rounding is { } rounding)
            written = written.With(rounding.Write(Quantization));
        if (Budget is { } budget)
            written = written.With(BudgetPath, Value.Of(Computation));
        return Budget is { FineTuned: > 0 and var tuned }
            ? written.With(FineTuned, Value.Of(tuned))
            : written;
    }

    private static ComputationBudget? ReadBudget(StageParameters parameters, int epochs)
    {
        if (!parameters.Has(BudgetPath))
            return null;
        if (parameters.Text(BudgetPath) is var text and not Computation)
            throw parameters.Refuse($"'{BudgetPath}' is '{text}'; it may be {Computation}");
        return new(parameters.Integer(FineTuned, 0, epochs, otherwise: 0));
    }

    private static bool IsCommon(string path) =>
        path is "from" or "to" or Fresh or BudgetPath or FineTuned
        || path.StartsWith("training.", StringComparison.Ordinal)
        || path.StartsWith("model.", StringComparison.Ordinal)
        || path.StartsWith(Quantization, StringComparison.Ordinal);

    private static Value Number(double epochs) =>
        epochs == Math.Floor(epochs) ? Value.Of((long)epochs) : Value.Of(epochs);
}

/// <summary>As many epochs as the computation of training the input "whole" buys.</summary>
/// <remarks>At most twice those of the options: Liu et al. (2019), arXiv:1810.05270, §3.</remarks>
/// <param name="FineTuned">How many of the epochs fine-tuned a network that was small already.</param>
public sealed record ComputationBudget(int FineTuned);

/// <summary>Writes the parameters of trainings.</summary>
public static class Trainings
{
    /// <summary>The same stage with other parameters.</summary>
    public static Stage With(this Stage stage, TrainingParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(parameters);
        return stage with { Parameters = parameters.Write(), Epochs = parameters.To - parameters.From };
    }

    /// <summary>The same stage with an input for a network to train in the place of the one it had.</summary>
    public static Stage Beginning(this Stage stage, string role, StageKey network)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return stage with
        {
            Inputs =
            [
                .. stage.Inputs.Where(i =>
                    i.Role is not (TrainingParameters.Start or TrainingParameters.Previous)
                ),
                new(role, network),
            ],
        };
    }
}
