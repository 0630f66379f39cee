using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Removes the least important channels of a network.</summary>
/// <remarks>
/// Parameters: <see cref="PruningParameters"/>. Inputs: "start", the network, and "whole", the network before any pruning, which ratios count
/// from; "start" itself if missing. What is left keeps its weights.
/// </remarks>
public sealed class Prune : IStageOperation, IDescribed<IStageOperation>
{
    private const string Start = "start";
    private const string Whole = "whole";

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
    public string? Word => "pruned";

    /// <summary>Plans it for the network that a stage made.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="pruning">What goes.</param>
    /// <param name="whole">The stage that made the network before any pruning, if that is another.</param>
    public static Stage Plan(
        StageBasis basis,
        StageKey start,
        PruningParameters pruning,
        StageKey? whole = null
    )
    {
        ArgumentNullException.ThrowIfNull(pruning);
        var input = new StageInput(Start, start);
        return whole is { } other
            ? basis.Make<Prune>(pruning.Write(), input, new StageInput(Whole, other))
            : basis.Make<Prune>(pruning.Write(), input);
    }

    /// <inheritdoc/>
    public StageKey? Continues(Stage stage) => stage.Find(Start);

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var of = words.Has("ratio-of") ? $" of {words.Say("ratio-of")}" : "";
        var by = words.Has("criterion") ? $" by {words.SayTechnique("criterion")}" : "";
        return $"pruned {words.SayPercent("ratio")}{of}{by}, {words.SayTechnique("scope")}";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Start, Whole);
        var criterion = context.Parameters.Has("criterion")
            ? context.Parameters.Create(context.Techniques.Criteria, "criterion")
            : null;
        var scope = context.Parameters.Create(context.Techniques.Scopes, "scope");
        if (criterion is null && !scope.IsUniform)
            throw context.Parameters.Refuse("'criterion' is missing");
        var amount = PruningParameters.ReadAmount(context.Parameters);
        context.Parameters.Done();

        var model = context.ReadModel(Start);
        using var network = new Network(model, context.Device);
        var map = ChannelMap.Of(model.Graph);
        criterion?.Check(map);
        var scores = criterion is null ? Equal(map) : Judge(context, map, network, criterion);
        context.Advance(0.5, "removing channels");
        var whole = context.Has(Whole) ? ChannelMap.Of(context.ReadModel(Whole).Graph) : map;
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
        return OperationOutput.Nothing;
    }

    private static ImmutableArray<double[]> Equal(ChannelMap map) =>
        [.. map.Groups.Select(g => new double[g.Channels])];

    private static ImmutableArray<double[]> Judge(
        StageContext context,
        ChannelMap map,
        Network network,
        IPruningCriterion criterion
    ) =>
        criterion.Needs != CriterionNeeds.Weights
            ? BatchScores.Of(map, network, context.Data["train"], criterion, context.Loss, context.Stage.Seed)
            : ChannelScores.Of(map, network.Tensors, criterion, context.Stage.Seed);
}

/// <summary>The parameters of pruning.</summary>
/// <param name="Criterion">What judges channels; null where the first channels stay: for a shape that does not depend on scores.</param>
/// <param name="Scope">What compares them.</param>
/// <param name="Amount">How many go.</param>
public sealed record PruningParameters(
    TechniqueChoice? Criterion,
    TechniqueChoice Scope,
    PruningAmount Amount
)
{
    private const string RatioOf = "ratio-of";
    private const string Multiple = "multiple";

    /// <summary>The parameters of a planned stage.</summary>
    public static PruningParameters Of(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new(
            TechniqueChoice.Find(stage.Parameters, "criterion"),
            TechniqueChoice.At(stage.Parameters, "scope"),
            ReadAmount(new(stage))
        );
    }

    /// <summary>
    /// As a stage has them: "criterion", "scope", "ratio", and where they are not 1 and channels "multiple" and "ratio-of".
    /// </summary>
    public Configuration Write()
    {
        // What has its usual value is not mentioned, so that stages made before there was a choice are the same ones.
        var written = Scope.Write("scope").With("ratio", Value.Of(Amount.Ratio));
        if (Criterion is { } criterion)
            written = written.With(criterion.Write("criterion"));
        if (Amount.IsTarget)
            written = written.With(RatioOf, Value.Of(Amount.Of));
        return Amount.Multiple > 1 ? written.With(Multiple, Value.Of(Amount.Multiple)) : written;
    }

    internal static PruningAmount ReadAmount(StageParameters parameters) =>
        new(
            parameters.Real("ratio", 0, 1),
            parameters.Has(RatioOf)
                ? parameters.OneOf(RatioOf, PruningAmount.Measures)
                : PruningAmount.Channels,
            parameters.Integer(Multiple, 1, 1024, otherwise: 1)
        );
}
