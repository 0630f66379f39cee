using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Pruning;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Removes the least important channels of a network.</summary>
/// <remarks>
/// Parameters: "criterion" and "criterion.KEY.*", which judges channels; "scope" and "scope.KEY.*", which compares them;
/// "ratio", the share of channels to remove, 0 to 1. Input "start". What is left keeps its weights.
/// </remarks>
public sealed class Prune : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "prune",
            "arXiv:1608.08710",
            "Removes the least important channels of a network.",
            [],
            _ => new Prune()
        );

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("start");
        var criterion = context.Parameters.Create(context.Techniques.Criteria, "criterion");
        var scope = context.Parameters.Create(context.Techniques.Scopes, "scope");
        var ratio = context.Parameters.Real("ratio", 0, 1);
        context.Parameters.Done();

        var model = context.ReadModel("start");
        using var network = new Network(model, context.Device);
        var map = ChannelMap.Of(model.Graph);
        var scores = Judge(context, map, network, criterion);
        context.Advance(0.5, "removing channels");
        var cut = map.Prune(scope.Keep(scores, ratio));
        var left = TensorCutter.Apply(network.Tensors, cut);
        var tensors = left.ToImmutableSortedDictionary(
            t => t.Key,
            t => (ReadOnlyMemory<float>)FlatBuffer.Read(t.Value),
            StringComparer.Ordinal
        );
        var masks = TensorCutter.Apply(model.Masks, model.Graph, cut);
        ModelFile.Write(
            context.Work.OutputFile,
            new(cut.Graph, model.Normalisation, tensors) { Masks = masks }
        );
        return StageResult.Nothing;
    }

    private static ImmutableArray<double[]> Judge(
        StageContext context,
        ChannelMap map,
        Network network,
        IPruningCriterion criterion
    ) =>
        criterion.Needs.HasFlag(CriterionNeeds.Gradients)
            ? BatchScores.Of(map, network, context.Data["train"], criterion, context.Stage.Seed)
            : ChannelScores.Of(map, network.Tensors, criterion, context.Stage.Seed);
}
