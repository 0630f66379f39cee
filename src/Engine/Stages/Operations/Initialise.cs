using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Makes the untrained network that a training with the same seed starts from.</summary>
/// <remarks>
/// Parameters: "model.family" and "model.family.KEY.*"; or the input "start", a network whose shape is taken.
/// </remarks>
public sealed class Initialise : IStageOperation, IDescribed<IStageOperation>
{
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

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Has("model.family") ? words.SayModel("model.family") : "";
    }

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("start");
        var model = context.Has("start") ? Like(context) : TrainingStage.Untrained(context);
        context.Parameters.Done();
        ModelFile.Write(context.Work.OutputFile, model);
        return StageResult.Nothing;
    }

    private static Model Like(StageContext context)
    {
        var shape = context.ReadModel("start");
        return FreshModel.Of(shape.Graph, shape.Normalisation, context.Stage.Seed);
    }
}
