using Slimfront.Engine.Training.Rules;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Stages;

/// <summary>How a network is trained: what stages that train have below "training.".</summary>
/// <remarks>What is null is not mentioned among a stage's parameters, and is not done.</remarks>
public sealed record TrainingOptions
{
    /// <summary>The whole horizon in passes over the training split, to which schedules refer.</summary>
    public required int Epochs { get; init; }

    /// <summary>Examples per step.</summary>
    public required int Batch { get; init; }

    /// <summary>What turns gradients into steps.</summary>
    public required TechniqueChoice Optimizer { get; init; }

    /// <summary>The highest learning rate, η.</summary>
    public required double LearningRate { get; init; }

    /// <summary>λ of the L2 penalty λ/2 · ‖w‖², added to the gradients.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public required TechniqueChoice Schedule { get; init; }

    /// <summary>The share of the horizon in which the learning rate rises.</summary>
    public double? WarmUp { get; init; }

    /// <summary>The share of a label's weight that is spread over all classes.</summary>
    public double? LabelSmoothing { get; init; }

    /// <summary>The largest random shift of a picture, in pixels.</summary>
    public int? Shift { get; init; }

    /// <summary>Whether half of the pictures are mirrored.</summary>
    public bool? IsFlipped { get; init; }

    /// <summary>How far a penalty on |γ| alone would move it over the training.</summary>
    public double? GammaShrinkage { get; init; }

    /// <summary>Whether examples change from epoch to epoch.</summary>
    public bool IsAugmented => Shift > 0 || IsFlipped == true;

    /// <summary>The parameters, without "training." before their names.</summary>
    public Configuration Write()
    {
        var written = Optimizer
            .Write("optimizer")
            .With(Schedule.Write("schedule"))
            .With("epochs", Value.Of(Epochs))
            .With("batch", Value.Of(Batch))
            .With("learning-rate", Value.Of(LearningRate));
        Add("weight-decay", WeightDecay is { } decay ? Value.Of(decay) : null);
        Add("warm-up", WarmUp is { } rise ? Value.Of(rise) : null);
        Add("label-smoothing", LabelSmoothing is { } smoothing ? Value.Of(smoothing) : null);
        Add("augment.shift", Shift is { } shift ? Value.Of(shift) : null);
        Add(
            "augment.flip",
            IsFlipped is { } flips ? Value.Of(flips ? StageParameters.On : StageParameters.Off) : null
        );
        Add(GammaSparsity.Name, GammaShrinkage is { } shrinkage ? Value.Of(shrinkage) : null);
        return written;

        void Add(string name, Value? value) => written = value is { } v ? written.With(name, v) : written;
    }

    /// <summary>The same options with others set over them, such as a pruning criterion wants them.</summary>
    /// <exception cref="StageRefusedException">One of them is impossible.</exception>
    public TrainingOptions With(Configuration others) =>
        others.Count == 0 ? this : Read(new(Write().With(others).Under("training"), () => "The training"));

    /// <summary>Reads what a stage has below "training."; techniques are still to be created.</summary>
    /// <exception cref="StageRefusedException">Something is missing or impossible.</exception>
    public static TrainingOptions Read(StageParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new()
        {
            Epochs = parameters.Integer("training.epochs", 1, 1_000_000),
            Batch = parameters.Integer("training.batch", 1, 1_000_000),
            Optimizer = parameters.Technique("training.optimizer"),
            LearningRate = parameters.Real("training.learning-rate", 0, 1e6),
            WeightDecay = parameters.FindReal("training.weight-decay", 0, 1e6),
            Schedule = parameters.Technique("training.schedule"),
            WarmUp = parameters.FindReal("training.warm-up", 0, 0.9),
            LabelSmoothing = parameters.FindReal("training.label-smoothing", 0, 0.9),
            Shift = parameters.FindInteger("training.augment.shift", 0, 1000),
            IsFlipped = parameters.FindSwitch("training.augment.flip"),
            GammaShrinkage = parameters.FindReal($"training.{GammaSparsity.Name}", 0, 1000),
        };
    }
}
