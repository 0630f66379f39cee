using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
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

    /// <summary>Plans it for the network that a stage made.</summary>
    public static Stage Plan(StageBasis basis, StageKey teacher) =>
        basis.Make<SoftLabels>(Configuration.Empty, new StageInput(Distil.Teacher, teacher));

    /// <inheritdoc/>
    public string Describe(StageWords words) => "answers recorded";

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Distil.Teacher);
        context.Parameters.Done();
        using var teacher = context.Place(context.ReadModel(Distil.Teacher));
        var logits = Answers.Of(
            teacher,
            context.Data["train"],
            done => context.Advance(done, "asking the teacher")
        );
        AnswerFile.Write(context.Work.OutputFile, logits, teacher.Graph.Outputs);
        return OperationOutput.Nothing;
    }
}
