using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Pruning;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Removes the least important channels of a network.</summary>
/// <remarks>
/// Parameters: "criterion" and "criterion.KEY.*", which judges channels; "scope" and "scope.KEY.*", which compares them;
/// "ratio", the share to remove, 0 to 1; "ratio-of", what it is a share of: channels if missing, or parameters, bytes,
/// macs; "multiple", what widths are rounded to multiples of, 1 if missing. Inputs: "start", the network, and "whole", the
/// network before any pruning, which ratios count from; "start" itself if missing. What is left keeps its weights.
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
    public int Version => 3;

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("start", "whole");
        var criterion = context.Parameters.Create(context.Techniques.Criteria, "criterion");
        var scope = context.Parameters.Create(context.Techniques.Scopes, "scope");
        var amount = Amount(context);
        context.Parameters.Done();

        var model = context.ReadModel("start");
        using var network = new Network(model, context.Device);
        var map = ChannelMap.Of(model.Graph);
        criterion.Check(map);
        var scores = Judge(context, map, network, criterion);
        context.Advance(0.5, "removing channels");
        var whole = context.Has("whole") ? ChannelMap.Of(context.ReadModel("whole").Graph) : map;
        var cut = map.Prune(scope.Keep(scores, PruningGoal.Of(map, whole, amount)));
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

    private static PruningAmount Amount(StageContext context)
    {
        var ratio = context.Parameters.Real("ratio", 0, 1);
        var of = context.Parameters.Text("ratio-of", PruningAmount.Channels);
        var multiple = context.Parameters.Integer("multiple", 1, 1024, otherwise: 1);
        return PruningAmount.Measures.Contains(of, StringComparer.Ordinal)
            ? new(ratio, of, multiple)
            : throw context.Parameters.Refuse(
                $"'ratio-of' is '{of}'; it may be {string.Join(", ", PruningAmount.Measures)}"
            );
    }

    private static ImmutableArray<double[]> Judge(
        StageContext context,
        ChannelMap map,
        Network network,
        IPruningCriterion criterion
    ) =>
        criterion.Needs != CriterionNeeds.Weights
            ? BatchScores.Of(map, network, context.Data["train"], criterion, context.Stage.Seed)
            : ChannelScores.Of(map, network.Tensors, criterion, context.Stage.Seed);
}
