using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Rules;
using static TorchSharp.torch;

namespace Slimfront.Engine.Stages;

/// <summary>What all stages that train have in common: where they start, how they train, how they end.</summary>
/// <remarks>
/// Parameters and inputs are <see cref="TrainingParameters"/>. Weights that the network lacks, and those it holds, stay as they are in every step
/// (<see cref="HeldWeights"/>); a training that ends no longer holds any.
/// </remarks>
internal sealed class TrainingStage : IDisposable
{
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

    /// <summary>How far answers are from targets.</summary>
    public required ITargetLoss Labels { get; init; }

    /// <summary>What is rounded while it learns; null for training as usual.</summary>
    private QuantizationScheme? Scheme { get; init; }

    /// <summary>Reads the parameters and the starting point.</summary>
    public static TrainingStage Prepare(StageContext context)
    {
        var parameters = TrainingParameters.Read(context.Parameters);
        if (parameters.From >= parameters.To)
            throw context.Parameters.Refuse($"it goes from epoch {parameters.From} to epoch {parameters.To}");
        if (parameters.Budget is { } budget)
            parameters = AsMuchComputation(context, parameters, budget);
        var options = parameters.Options;
        var span = new TrainingSpan(parameters.From, parameters.To, options.Epochs);
        var scheme = parameters.Rounding?.AsScheme;
        var start = Start(context, parameters, scheme);
        return new(context, span, Plan(context, options), start)
        {
            Labels = context.Data.Data.Task.Loss(options.LabelSmoothing ?? 0),
            Scheme = scheme,
        };
    }

    /// <summary>Trains and leaves the artifact.</summary>
    /// <param name="loss">What to minimise.</param>
    /// <param name="extended">The student's graph with what is trained beside it; null for the student alone.</param>
    /// <param name="still">Whether a tensor, by name, must not move; null if all of them may.</param>
    public OperationOutput Run(IBatchLoss loss, ModelGraph? extended = null, Func<string, bool>? still = null)
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
    private static TrainingParameters AsMuchComputation(
        StageContext context,
        TrainingParameters parameters,
        ComputationBudget budget
    )
    {
        var epochs = parameters.Options.Epochs;
        if (parameters.From > 0 || parameters.To < epochs)
            throw context.Parameters.Refuse("only a whole training can have a budget");
        var gain =
            context.ReadModel(TrainingParameters.Whole).Graph.Macs
            / (double)context.ReadModel(TrainingParameters.Start).Graph.Macs;
        var bought = Math.Round(((epochs - budget.FineTuned) * gain) + budget.FineTuned);
        epochs = (int)Math.Min(2.0 * epochs, Math.Max(epochs, bought));
        return parameters with { Options = parameters.Options with { Epochs = epochs }, To = epochs };
    }

    /// <summary>Checks that a stage has no inputs but those of every training and what its operation knows beside them.</summary>
    /// <exception cref="Search.Execution.StageRefusedException">It has.</exception>
    public static void CheckInputs(StageContext context, params ReadOnlySpan<string> known) =>
        context.CheckInputs([
            TrainingParameters.Start,
            TrainingParameters.Previous,
            TrainingParameters.Whole,
            .. known,
        ]);

    private static (Model Model, TrainingState? State) Start(
        StageContext context,
        TrainingParameters parameters,
        QuantizationScheme? scheme
    )
    {
        if (context.Has(TrainingParameters.Previous))
        {
            var (model, state, _) = ModelFile.ReadTraining(context.Input(TrainingParameters.Previous));
            // A stage that goes on may repeat what the first one was made from.
            if (parameters.Model is not null)
                context.Parameters.Create(context.Techniques.Families, TrainingParameters.Family);
            return (context.Fitting(model, TrainingParameters.Previous), state);
        }
        if (parameters.From > 0)
            throw context.Parameters.Refuse(
                $"it goes on from epoch {parameters.From} and needs the input '{TrainingParameters.Previous}'"
            );
        if (!context.Has(TrainingParameters.Start))
            return (Prepared(Untrained(context)), null);
        var start = context.ReadUnquantized(TrainingParameters.Start);
        if (parameters.IsFresh)
            start = FreshModel.Of(start.Graph, start.Normalisation, context.Stage.Seed);
        return (Prepared(start), null);

        Model Prepared(Model model) => scheme?.Prepare(model) ?? model;
    }

    /// <summary>The fresh network of the family "model.family".</summary>
    public static Model Untrained(StageContext context)
    {
        var family = context.Parameters.Create(context.Techniques.Families, TrainingParameters.Family);
        var data = context.Data.Data;
        var graph = family.Build(new Shape(data.Shape), data.Targets.Outputs);
        return FreshModel.Of(graph, data.Normalisation, context.Stage.Seed);
    }

    private static TrainingPlan Plan(StageContext context, TrainingOptions options)
    {
        var plan = new TrainingPlan
        {
            Epochs = options.Epochs,
            Batch = options.Batch,
            Optimizer = context.Parameters.Create(context.Techniques.Optimizers, "training.optimizer"),
            LearningRate = options.LearningRate,
            WeightDecay = options.WeightDecay ?? 0,
            Schedule = new(
                context.Parameters.Create(context.Techniques.Schedules, "training.schedule"),
                options.WarmUp ?? 0
            ),
            Augmentation = Augment(context, options),
        };
        if (options.GammaShrinkage is not ({ } shrinkage and > 0))
            return plan;
        var steps = (long)TrainingLoop.StepsOfEpoch(context.Data["train"].Count, plan.Batch) * options.Epochs;
        return plan with { Rules = [GammaSparsity.Over(shrinkage, plan, steps)] };
    }

    private static Augmentation? Augment(StageContext context, TrainingOptions options)
    {
        if (!options.IsAugmented)
            return null;
        var data = context.Data.Data;
        if (data.Shape.Length != 3)
            throw context.Parameters.Refuse($"'{data.Name}' has no images to shift or flip");
        using var scope = NewDisposeScope();
        var (means, deviations) = (data.Normalisation.Mean, data.Normalisation.Deviation);
        var outside = tensor([.. means.Zip(deviations, (m, d) => -m / d)], device: context.Device);
        return new(
            options.Shift ?? 0,
            options.IsFlipped ?? false,
            outside.reshape(-1, 1, 1).DetachFromDisposeScope()
        );
    }
}
