using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Takes the running statistics of a network's batch normalisation anew, on training examples; weights stay.</summary>
/// <remarks>
/// What was removed from a network changes the values that its normalisations see, so that the mean and variance they remember
/// are another network's. Li et al. (2020), "EagleEye", arXiv:2007.02491, §3.2, "adaptive batch normalisation". No parameters; input "start". See
/// <see cref="FreshStatistics"/>.
/// </remarks>
public sealed class Recalibrate : IStageOperation, IDescribed<IStageOperation>
{
    private const string Start = "start";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "recalibrate",
            "arXiv:2007.02491 §3.2",
            "Takes the statistics of batch normalisation anew.",
            [],
            _ => new Recalibrate()
        );

    /// <inheritdoc/>
    public int Version => 1;

    /// <summary>Plans it for the network that a stage made.</summary>
    public static Stage Plan(StageBasis basis, StageKey start) =>
        basis.Make<Recalibrate>(Configuration.Empty, new StageInput(Start, start));

    /// <inheritdoc/>
    public StageKey? Continues(Stage stage) => stage.Find(Start);

    /// <inheritdoc/>
    public string Describe(StageWords words) => "statistics taken anew";

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Start);
        context.Parameters.Done();
        var model = context.ReadModel(Start);
        using var network = new Network(model, context.Device);
        FreshStatistics.Take(
            network,
            context.Data["train"],
            context.Stage.Seed,
            done => context.Advance(done, "taking statistics")
        );
        ModelFile.Write(context.Work.OutputFile, network.ToModel(model.Normalisation));
        return OperationOutput.Nothing;
    }
}
