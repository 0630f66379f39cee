using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Stands for a network that a study was given; its artifact is that network's model file.</summary>
/// <remarks>
/// Parameter "artifact": the SHA-256 of the file. It is done before the study begins, by whoever prepares it, so it never runs unless every
/// store has lost the file.
/// </remarks>
public sealed class Import : IStageOperation, IDescribed<IStageOperation>
{
    private const string Artifact = "artifact";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("import", "—", "Stands for a network that a study was given.", [], _ => new Import());

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Word => "own";

    /// <summary>Plans the stage of a given network.</summary>
    public static Stage Plan(StageBasis basis, ArtifactId artifact) =>
        basis.Make<Import>(Configuration.Of((Artifact, Value.Of(artifact.Hex))));

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return $"own network ({words.Say(Artifact)[..8]})";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs();
        var artifact = context.Parameters.Text(Artifact, "");
        context.Parameters.Done();
        throw context.Parameters.Refuse(
            $"the network {artifact} that the study was given is in no store any more; begin the search again with its file, in the same store"
        );
    }
}
