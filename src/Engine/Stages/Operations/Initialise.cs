using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Makes the untrained network that a training with the same seed starts from.</summary>
/// <remarks>
/// Parameters: "model.family" and "model.family.KEY.*"; or the input "start", a network whose shape is taken.
/// </remarks>
public sealed class Initialise : IStageOperation, IDescribed<IStageOperation>
{
    private const string Start = "start";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "initialise",
            "—",
            "Makes the untrained network that a training starts from.",
            [],
            _ => new Initialise()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <summary>Plans the untrained network that training a model starts from.</summary>
    public static Stage Plan(StageBasis basis, ModelChoice model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return basis.Make<Initialise>(model.AsStageParameters);
    }

    /// <summary>Plans an untrained network in the shape of the one that another stage made.</summary>
    public static Stage Plan(StageBasis basis, StageKey shape) =>
        basis.Make<Initialise>(Configuration.Empty, new StageInput(Start, shape));

    /// <inheritdoc/>
    public StageKey? Continues(Stage stage) => stage.Find(Start);

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Has("model.family") ? words.SayModel("model.family") : "";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Start);
        var model = context.Has(Start) ? Like(context) : TrainingStage.Untrained(context);
        context.Parameters.Done();
        ModelFile.Write(context.Work.OutputFile, model);
        return OperationOutput.Nothing;
    }

    private static Model Like(StageContext context)
    {
        var shape = context.ReadModel(Start);
        return FreshModel.Of(shape.Graph, shape.Normalisation, context.Stage.Seed);
    }
}
