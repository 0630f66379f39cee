using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Rules;
using static TorchSharp.torch;

namespace Slimfront.Engine.Stages;

/// <summary>What all stages that train have in common: where they start, how they train, how they end.</summary>
/// <remarks>
/// Inputs: none for a fresh network of the family "model.family"; "start" for the weights and graph of an artifact with
/// a fresh optimizer; "previous" to go on with a training that stopped at "from". Parts of one training have the same
/// seed and the same training.* parameters, and give together what one stage would have given. Weights that the network
/// lacks, and those it holds, stay as they are in every step (<see cref="HeldWeights"/>); a training that ends no longer
/// holds any.
/// <list type="table">
/// <item><term>training.epochs</term><description>the whole horizon, to which schedules refer</description></item>
/// <item><term>training.batch</term><description>examples per step</description></item>
/// <item><term>training.optimizer, training.optimizer.KEY.*</term><description>the optimizer</description></item>
/// <item><term>training.learning-rate, training.weight-decay</term><description>η and λ</description></item>
/// <item><term>training.schedule, training.schedule.KEY.*</term><description>the schedule</description></item>
/// <item><term>training.warm-up</term><description>share of the horizon, 0 to 0.9; 0 if missing</description></item>
/// <item><term>training.label-smoothing</term><description>0 to 0.9; 0 if missing</description></item>
/// <item><term>training.augment.shift</term><description>pixels; 0 if missing</description></item>
/// <item><term>training.augment.flip</term><description>"on" or "off"; off if missing</description></item>
/// <item><term>training.gamma-shrinkage</term><description>how far a penalty on |γ| alone would move it over the training; 0 if missing</description></item>
/// <item><term>fresh</term><description>"on" for the graph of "start" with new weights; off if missing</description></item>
/// <item><term>budget</term><description>"computation": as many epochs as the computation of training the network of the input "whole" buys, at
/// most twice "training.epochs"; those epochs if missing</description></item>
/// <item><term>budget.fine-tuned</term><description>how many of the epochs fine-tuned a network that was small already; 0 if missing</description></item>
/// <item><term>quantization.bits, .ends, .scheme, .granularity, .activations, .points</term><description>learn with the rounding of a
/// <see cref="QuantizationScheme"/>, which the artifact has; as usual if missing</description></item>
/// <item><term>from, to</term><description>the epochs that this stage covers; a fraction is a step within one</description></item>
/// </list>
/// </remarks>
internal sealed class TrainingStage : IDisposable
{
    private const string QuantizationPrefix = "quantization.";

    private readonly StageContext _context;
    private readonly TrainingSpan _span;
    private readonly TrainingPlan _plan;
    private readonly Model _model;
    private readonly TrainingState? _state;

    private TrainingStage(
        StageContext context,
        TrainingSpan span,
        TrainingPlan plan,
        (Model Model, TrainingState? State) start
    ) => (_context, _span, _plan, (_model, _state)) = (context, span, plan, start);

    /// <summary>Whether examples change from epoch to epoch.</summary>
    public bool IsAugmented => _plan.Augmentation is { IsActive: true };

    /// <summary>The student's architecture, without what may stand beside it.</summary>
    public ModelGraph Graph => Scaffold.Strip(_model.Graph);

    /// <summary>How labels count.</summary>
    public required CrossEntropy Labels { get; init; }

    /// <summary>What is rounded while it learns; null for training as usual.</summary>
    private QuantizationScheme? Scheme { get; init; }

    /// <summary>Reads the parameters and the starting point.</summary>
    public static TrainingStage Prepare(StageContext context)
    {
        var parameters = context.Parameters;
        var epochs = parameters.Integer("training.epochs", 1, 1_000_000);
        var (from, to) = (parameters.Real("from", 0, epochs), parameters.Real("to", 0, epochs));
        if (from >= to)
            throw parameters.Refuse($"it goes from epoch {from} to epoch {to}");
        if (parameters.Has("budget"))
            to = epochs = AsMuchComputation(context, epochs, from, to);
        var span = new TrainingSpan(from, to, epochs);
        var labels = new CrossEntropy(parameters.Real("training.label-smoothing", 0, 0.9, otherwise: 0));
        var scheme = parameters.Has(QuantizationPrefix + "bits")
            ? QuantizationScheme.Read(parameters, QuantizationPrefix)
            : null;
        var start = Start(context, span, scheme);
        return new(context, span, Plan(context, epochs), start) { Labels = labels, Scheme = scheme };
    }

    /// <summary>Trains and leaves the artifact.</summary>
    /// <param name="loss">What to minimise.</param>
    /// <param name="extended">The student's graph with what is trained beside it; null for the student alone.</param>
    /// <param name="still">Whether a tensor, by name, must not move; null if all of them may.</param>
    public StageResult Run(IBatchLoss loss, ModelGraph? extended = null, Func<string, bool>? still = null)
    {
        var student = Extended(extended);
        var aware = Scheme is null
            ? null
            : new AwareTraining(
                Scheme,
                student.Grids.ToDictionary(g => g.Key, g => g.Value.Codes, StringComparer.Ordinal)
            );
        using var network = new Network(student, _context.Device) { Rule = aware };
        using var held = HeldWeights.Of(network);
        using var frozen = still is null ? null : new Frozen(network, still);
        var plan = _plan with { Rules = [.. _plan.Rules, .. Rules(held, frozen, aware)] };
        using var loop = new TrainingLoop(network, _context.Data["train"], plan, loss, _context.Stage.Seed);
        return new TrainingSession(_context, _span, network, loop) { Scheme = Scheme }.Run(_state);
    }

    /// <inheritdoc/>
    public void Dispose() => _plan.Augmentation?.Dispose();

    private static IEnumerable<IStepRule> Rules(params IStepRule?[] rules) => rules.OfType<IStepRule>();

    private Model Extended(ModelGraph? extended)
    {
        if (_model.Graph.Equals(extended ?? Graph))
            return _model;
        return extended is not null && _model.Graph.Equals(Graph) && _state is null
            ? Scaffold.Extend(_model, extended, _context.Stage.Seed)
            : throw _context.Parameters.Refuse("its 'previous' was trained beside something else");
    }

    // As many multiply-accumulates as the whole network's training took, but at most twice its epochs, as in the paper (§3): then the
    // smaller network has less computation still.
    private static int AsMuchComputation(StageContext context, int epochs, double from, double to)
    {
        var parameters = context.Parameters;
        if (parameters.Text("budget") is var budget && budget != "computation")
            throw parameters.Refuse($"'budget' is '{budget}'; it may be computation");
        if (from > 0 || to < epochs)
            throw parameters.Refuse("only a whole training can have a budget");
        var tuned = parameters.Integer("budget.fine-tuned", 0, epochs, otherwise: 0);
        var gain = context.ReadModel("whole").Graph.Macs / (double)context.ReadModel("start").Graph.Macs;
        return (int)Math.Min(2.0 * epochs, Math.Max(epochs, Math.Round(((epochs - tuned) * gain) + tuned)));
    }

    /// <summary>Checks that a stage has no inputs but those of every training and what its operation knows beside them.</summary>
    /// <exception cref="Search.Execution.StageRefusedException">It has.</exception>
    public static void CheckInputs(StageContext context, params ReadOnlySpan<string> known) =>
        context.CheckInputs(["start", "previous", "whole", .. known]);

    private static (Model Model, TrainingState? State) Start(
        StageContext context,
        TrainingSpan span,
        QuantizationScheme? scheme
    )
    {
        var isFresh = IsFresh(context);
        if (context.Has("previous"))
        {
            var (model, state, _) = ModelFile.ReadTraining(context.Input("previous"));
            // A stage that goes on may repeat what the first one was made from.
            if (context.Parameters.Has("model.family"))
                context.Parameters.Create(context.Techniques.Families, "model.family");
            return (context.Fitting(model, "previous"), state);
        }
        if (span.From > 0)
            throw context.Parameters.Refuse(
                $"it goes on from epoch {span.From} and needs the input 'previous'"
            );
        if (context.Has("start"))
            return (
                Prepared(Start(context, Quantize.Whole(context, context.ReadModel("start")), isFresh)),
                null
            );
        return (Prepared(Untrained(context)), null);

        Model Prepared(Model model) => scheme?.Prepare(model) ?? model;
    }

    /// <summary>The fresh network of the family "model.family".</summary>
    public static Model Untrained(StageContext context)
    {
        var family = context.Parameters.Create(context.Techniques.Families, "model.family");
        var data = context.Data.Data;
        var graph = family.Build(new Shape(data.Shape), data.Classes);
        return FreshModel.Of(graph, data.Normalisation, context.Stage.Seed);
    }

    private static bool IsFresh(StageContext context) =>
        context.Parameters.Text("fresh", "off") switch
        {
            "on" => true,
            "off" => false,
            var other => throw context.Parameters.Refuse($"'fresh' is '{other}'; it may be on or off"),
        };

    private static Model Start(StageContext context, Model start, bool isFresh) =>
        isFresh ? FreshModel.Of(start.Graph, start.Normalisation, context.Stage.Seed) : start;

    private static TrainingPlan Plan(StageContext context, int epochs)
    {
        var parameters = context.Parameters;
        var plan = new TrainingPlan
        {
            Epochs = epochs,
            Batch = parameters.Integer("training.batch", 1, 1_000_000),
            Optimizer = parameters.Create(context.Techniques.Optimizers, "training.optimizer"),
            LearningRate = parameters.Real("training.learning-rate", 0, 1e6),
            WeightDecay = parameters.Real("training.weight-decay", 0, 1e6, otherwise: 0),
            Schedule = new(
                parameters.Create(context.Techniques.Schedules, "training.schedule"),
                parameters.Real("training.warm-up", 0, 0.9, otherwise: 0)
            ),
            Augmentation = Augment(context),
        };
        var shrinkage = parameters.Real($"training.{GammaSparsity.Name}", 0, 1000, otherwise: 0);
        if (shrinkage == 0)
            return plan;
        var steps = (long)TrainingLoop.StepsOfEpoch(context.Data["train"].Count, plan.Batch) * epochs;
        return plan with { Rules = [GammaSparsity.Over(shrinkage, plan, steps)] };
    }

    private static Augmentation? Augment(StageContext context)
    {
        var parameters = context.Parameters;
        var shift = parameters.Integer("training.augment.shift", 0, 1000, otherwise: 0);
        var flip = parameters.Text("training.augment.flip", "off");
        if (flip is not ("on" or "off"))
            throw parameters.Refuse($"'training.augment.flip' is '{flip}'; it may be on or off");
        if (shift == 0 && flip == "off")
            return null;
        if (context.Data.Data.Shape.Length != 3)
            throw parameters.Refuse($"'{context.Data.Data.Name}' has no images to shift or flip");
        using var scope = NewDisposeScope();
        var (means, deviations) = (
            context.Data.Data.Normalisation.Mean,
            context.Data.Data.Normalisation.Deviation
        );
        var outside = tensor([.. means.Zip(deviations, (m, d) => -m / d)], device: context.Device);
        return new(shift, flip == "on", outside.reshape(-1, 1, 1).DetachFromDisposeScope());
    }
}
