using Slimfront.Engine.Distillation;
using Slimfront.Engine.Networks;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Makes a student's inner values resemble a teacher's, before it learns to answer.</summary>
/// <remarks>
/// Parameters and inputs are those of <see cref="TrainingParameters"/> and: "features" and "features.KEY.*", a feature loss;
/// the input "teacher". Only layers that the compared values depend on learn; the others keep their values, their
/// running statistics included.
/// </remarks>
public sealed class Hint : ITrainingOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "hint",
            "arXiv:1412.6550 §2.2",
            "Trains a network's first layers to resemble a teacher's.",
            [],
            _ => new Hint()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "hinted";

    /// <inheritdoc/>
    public bool IsPreparation => true;

    /// <summary>Plans the training of the first layers of a fresh network.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="model">Its architecture.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="features">What is compared.</param>
    /// <param name="teacher">The stage that made the teacher.</param>
    public static Stage Plan(
        StageBasis basis,
        ModelChoice model,
        TrainingOptions options,
        TechniqueChoice features,
        StageKey teacher
    )
    {
        ArgumentNullException.ThrowIfNull(features);
        return basis.Train<Hint>(
            new(options) { Model = model, Own = features.Write("features") },
            new StageInput(Distil.Teacher, teacher)
        );
    }

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var teacher = words.Teacher() is { } found ? words.NameOf(found) : "";
        return TrainingWords.Of(words, $"hints by {words.SayTechnique("features")} from {teacher}", "", "");
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context, Distil.Teacher);
        using var stage = TrainingStage.Prepare(context);
        var features = context.Parameters.Create(context.Techniques.Features, "features");
        context.Parameters.Done();
        using var teacher = new Network(context.ReadModel(Distil.Teacher), context.Device);
        var comparison = new FeatureComparison(features, stage.Graph, teacher.Graph);
        var learning = Learning(comparison);
        return stage.Run(
            new FeatureObjective(comparison, teacher),
            comparison.Graph,
            still: tensor => !learning.Contains(tensor)
        );
    }

    private static HashSet<string> Learning(FeatureComparison comparison)
    {
        var graph = comparison.Graph;
        var taps = comparison.StudentTaps.ToHashSet(StringComparer.Ordinal);
        var places = Enumerable.Range(0, graph.Nodes.Length).Where(i => taps.Contains(graph.Nodes[i].Name));
        var learns = graph.Ancestors(places);
        return [.. graph.Steps.Where((_, i) => learns[i]).SelectMany(s => s.Tensors).Select(t => t.Name)];
    }
}
