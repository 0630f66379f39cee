using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Records a teacher's logits for the whole training split, in evaluation mode.</summary>
/// <remarks>No parameters; input "teacher". Every pupil of the teacher shares the artifact.</remarks>
public sealed class SoftLabels : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "soft-labels",
            "arXiv:1503.02531",
            "Records a teacher's answers for the training split.",
            [],
            _ => new SoftLabels()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Describe(StageWords words) => "answers recorded";

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("teacher");
        context.Parameters.Done();
        using var teacher = new Network(context.ReadModel("teacher"), context.Device);
        var logits = Classification.Logits(
            teacher,
            context.Data["train"],
            done => context.Advance(done, "asking the teacher")
        );
        AnswerFile.Write(context.Work.OutputFile, logits, teacher.Graph.Classes);
        return StageResult.Nothing;
    }
}
