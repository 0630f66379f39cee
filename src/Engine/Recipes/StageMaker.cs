using Slimfront.Engine.Stages;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes;

/// <summary>Makes the stages of one study: the contract between planning and doing.</summary>
/// <remarks>
/// All stages of a study have its seed, so that equal work in two trials is the same stage. Only what decides a result
/// is among a stage's parameters.
/// </remarks>
/// <param name="dataset">The data set's fingerprint.</param>
/// <param name="seed">The study's seed.</param>
/// <param name="operations">The operations there are, which know their versions.</param>
public readonly struct StageMaker(string dataset, ulong seed, Catalog<IStageOperation> operations)
{
    /// <summary>Trains a fresh network on labels.</summary>
    /// <param name="model">Its architecture.</param>
    /// <param name="training">How: "epochs", "batch", "optimizer"…</param>
    public Stage Train(ModelChoice model, Configuration training) =>
        Training("train", model.AsStageParameters, training);

    /// <summary>Trains a network further on labels, with a fresh optimizer.</summary>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="training">How.</param>
    /// <param name="more">Further parameters, such as those of a quantization; none if null.</param>
    public Stage Train(StageKey start, Configuration training, Configuration? more = null) =>
        Training("train", more ?? Configuration.Empty, training, new StageInput("start", start));

    /// <summary>Trains a fresh network by a teacher.</summary>
    /// <param name="model">Its architecture.</param>
    /// <param name="training">How.</param>
    /// <param name="loss">"loss" and "loss.KEY.…".</param>
    /// <param name="teaching">The teacher, or its labels.</param>
    public Stage Distil(ModelChoice model, Configuration training, Configuration loss, StageInput teaching) =>
        Training("distil", model.AsStageParameters.With(loss), training, teaching);

    /// <summary>Trains a network further by a teacher, with a fresh optimizer.</summary>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="training">How.</param>
    /// <param name="loss">"loss" and "loss.KEY.…".</param>
    /// <param name="teaching">The teacher, or its labels.</param>
    public Stage Distil(StageKey start, Configuration training, Configuration loss, StageInput teaching) =>
        Training("distil", loss, training, teaching, new StageInput("start", start));

    /// <summary>Trains the first layers of a fresh network to resemble a teacher's.</summary>
    /// <param name="model">Its architecture.</param>
    /// <param name="training">How.</param>
    /// <param name="features">"features" and "features.KEY.…".</param>
    /// <param name="teacher">The stage that made the teacher.</param>
    public Stage Hint(ModelChoice model, Configuration training, Configuration features, StageKey teacher) =>
        Training(
            "hint",
            model.AsStageParameters.With(features),
            training,
            new StageInput("teacher", teacher)
        );

    /// <summary>Trains fresh networks that learn from each other; the first is what is left.</summary>
    /// <param name="model">Its architecture.</param>
    /// <param name="training">How.</param>
    /// <param name="peer">The others' architecture; null if it is the same.</param>
    /// <param name="mutual">"peers" and "order".</param>
    public Stage Mutual(ModelChoice model, Configuration training, ModelChoice? peer, Configuration mutual)
    {
        var others = peer?.AsParameters("peer.family") ?? Configuration.Empty;
        return Training("mutual", model.AsStageParameters.With(others).With(mutual), training);
    }

    /// <summary>Trains a fresh network on the labels that a refiner gives to the crops it sees.</summary>
    /// <param name="model">Its architecture.</param>
    /// <param name="training">How.</param>
    /// <param name="refiner">The stage that made the refiner.</param>
    public Stage Refine(ModelChoice model, Configuration training, StageKey refiner) =>
        Training("refine", model.AsStageParameters, training, new StageInput("teacher", refiner));

    /// <summary>Puts networks side by side, which answer by the mean of their probabilities.</summary>
    /// <param name="members">The stages that made them.</param>
    public Stage Ensemble(IEnumerable<StageKey> members) =>
        Make(
            "ensemble",
            Configuration.Empty,
            0,
            [.. members.Select((m, i) => new StageInput(Stages.Operations.Ensemble.Role(i + 1), m))]
        );

    /// <summary>Passes on the last of several networks before accuracy on the validation split stopped improving.</summary>
    /// <param name="generations">The stages that made them, in order.</param>
    public Stage Pick(IEnumerable<StageKey> generations) =>
        Make(
            "pick",
            Configuration.Empty,
            0,
            [.. generations.Select((g, i) => new StageInput(Stages.Operations.Pick.Role(i + 1), g))]
        );

    /// <summary>A teacher's logits for the training split.</summary>
    public Stage SoftLabels(StageKey teacher) =>
        Make("soft-labels", Configuration.Empty, 0, new StageInput("teacher", teacher));

    /// <summary>Removes channels.</summary>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="pruning">"criterion", "criterion.KEY.…", "scope", "scope.KEY.…", "ratio"…</param>
    /// <param name="whole">The stage that made the network before any pruning, if that is another.</param>
    public Stage Prune(StageKey start, Configuration pruning, StageKey? whole = null)
    {
        var input = new StageInput("start", start);
        return whole is { } other
            ? Make("prune", pruning, 0, input, new StageInput("whole", other))
            : Make("prune", pruning, 0, input);
    }

    /// <summary>Takes the statistics of batch normalisation anew.</summary>
    /// <param name="start">The stage that made the network.</param>
    public Stage Recalibrate(StageKey start) =>
        Make("recalibrate", Configuration.Empty, 0, new StageInput("start", start));

    /// <summary>Makes the untrained network that training a model starts from.</summary>
    public Stage Initialise(ModelChoice model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Make("initialise", model.AsStageParameters, 0);
    }

    /// <summary>Makes an untrained network in the shape of another one.</summary>
    /// <param name="shape">The stage that made the other one.</param>
    public Stage Initialise(StageKey shape) =>
        Make("initialise", Configuration.Empty, 0, new StageInput("start", shape));

    /// <summary>Removes weights of a trained network and rewinds the others.</summary>
    /// <param name="trained">The stage that trained it.</param>
    /// <param name="origin">The stage that made what it was trained from.</param>
    /// <param name="ticket">"rule", "rule.KEY.…", "rate", "output-rate", "scope", "action", "action.KEY.…".</param>
    public Stage Ticket(StageKey trained, StageKey origin, Configuration ticket) =>
        Make("ticket", ticket, 0, new StageInput("trained", trained), new StageInput("origin", origin));

    /// <summary>Puts a trained network on grids.</summary>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="quantization">"bits", "scheme", "granularity", maybe "ends", and "activations" with "points" and "calibrator".</param>
    public Stage Quantize(StageKey start, Configuration quantization) =>
        Make("quantize", quantization, 0, new StageInput("start", start));

    /// <summary>Measures a finished model.</summary>
    /// <param name="model">The stage that made it.</param>
    /// <param name="split">"validation" or "test".</param>
    public Stage Measure(StageKey model, string split) =>
        Make("measure", Configuration.Of(("split", Value.Of(split))), 0, new StageInput("model", model));

    private Stage Training(
        string operation,
        Configuration parameters,
        Configuration training,
        params ReadOnlySpan<StageInput> inputs
    )
    {
        var epochs = training["epochs"];
        var all = parameters.With(training.Under("training")).With("from", Value.Of(0)).With("to", epochs);
        return Make(operation, all, epochs.Number, inputs);
    }

    private Stage Make(
        string operation,
        Configuration parameters,
        double epochs,
        params ReadOnlySpan<StageInput> inputs
    ) =>
        new()
        {
            Operation = operation,
            Version = operations[operation].Create(Configuration.Empty).Version,
            Parameters = parameters,
            Dataset = dataset,
            Seed = seed,
            Inputs = [.. inputs],
            Epochs = epochs,
        };
}
