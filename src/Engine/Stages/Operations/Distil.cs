using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Distillation;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Trains a network by a teacher.</summary>
/// <remarks>
/// Parameters and inputs are those of <see cref="TrainingParameters"/>, a <see cref="Lesson"/>, and one of the inputs "labels" (a
/// teacher's recorded answers) and "teacher" (the teacher itself, which answers every batch in evaluation mode; needed where examples
/// change or features are compared).
/// </remarks>
public sealed class Distil : ITrainingOperation, IDescribed<IStageOperation>
{
    /// <summary>The input with a teacher's recorded answers.</summary>
    public const string Labels = "labels";

    /// <summary>The input with the teacher itself.</summary>
    public const string Teacher = "teacher";

    private const string Alpha = "loss.soft-target.alpha";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("distil", "arXiv:1503.02531", "Trains a network by a teacher.", [], _ => new Distil());

    /// <inheritdoc/>
    public int Version => 3;

    /// <inheritdoc/>
    public bool HasRungs => true;

    /// <summary>Plans the training of a fresh network by a teacher.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="model">Its architecture.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="lesson">What is compared.</param>
    /// <param name="teaching">The teacher, or its answers.</param>
    public static Stage Plan(
        StageBasis basis,
        ModelChoice model,
        TrainingOptions options,
        Lesson lesson,
        StageInput teaching
    )
    {
        ArgumentNullException.ThrowIfNull(lesson);
        return basis.Train<Distil>(new(options) { Model = model, Own = lesson.Write() }, teaching);
    }

    /// <summary>Plans the further training of a network by a teacher, with a fresh optimizer.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="start">The stage that made the network.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="lesson">What is compared.</param>
    /// <param name="teaching">The teacher, or its answers.</param>
    /// <param name="rounding">The rounding that it learns to live with; null for none.</param>
    public static Stage Plan(
        StageBasis basis,
        StageKey start,
        TrainingOptions options,
        Lesson lesson,
        StageInput teaching,
        QuantizationParameters? rounding = null
    )
    {
        ArgumentNullException.ThrowIfNull(lesson);
        return basis.Train<Distil>(
            new(options) { Own = lesson.Write(), Rounding = rounding },
            teaching,
            new StageInput(TrainingParameters.Start, start)
        );
    }

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var teacher = words.Teacher();
        if (teacher is null)
            return "distilled";
        if (Generations(words, teacher) is > 0 and var count)
        {
            var labels = words.Stage.Parameters.Real(Alpha) < 1 ? " with labels" : "";
            words.Leave("loss", "loss.soft-target.temperature", Alpha);
            return TrainingWords.Of(words, $"born again {count}×{labels}", "", "");
        }
        var (name, loss) = (words.NameOf(teacher), Loss(words));
        return TrainingWords.Of(
            words,
            $"distilled from {name}{loss}",
            $"fine-tuned by {name}{loss}",
            $"learned from {name}{loss}"
        );
    }

    // Generations of the same architecture, each fresh and taught by the one before it without a temperature, down to one that
    // learnt from labels; 0 for any other teaching.
    private static int Generations(StageWords words, Stage teacher)
    {
        var own = words.Stage.Parameters.Slice("model");
        if (own.Count == 0 || words.NameOf(teacher) == "teacher" || !IsPure(words.Stage.Parameters))
            return 0;
        var count = 1;
        for (var before = teacher; ; before = words.Teacher(before)!)
        {
            if (!own.Equals(before.Parameters.Slice("model")))
                return 0;
            if (before.Is<Train>())
                return count;
            if (
                words.Teacher(before) is null
                || !words.Stage.Parameters.Slice("loss").Equals(before.Parameters.Slice("loss"))
            )
                return 0;
            count++;
        }
    }

    private static bool IsPure(Configuration parameters) =>
        parameters.Text("loss", "") == "soft-target"
        && parameters.Real("loss.soft-target.temperature", 0) == 1
        && parameters.Real(Alpha, 0) is 1 or 0.5
        && !parameters.Has("features");

    private static string Loss(StageWords words)
    {
        var paths = words.Stage.Parameters.Paths.Where(words.IsUnusual).ToArray();
        var loss =
            !paths.Any(IsLoss) ? ""
            : paths.Contains("loss") ? $", {words.SayTechnique("loss")}"
            : words.SayParameters("loss");
        return paths.Any(IsFeature) ? $"{loss}, compared by {words.SayTechnique("features")}" : loss;
    }

    private static bool IsLoss(string path) => path.StartsWith("loss", StringComparison.Ordinal);

    private static bool IsFeature(string path) => path.StartsWith("features", StringComparison.Ordinal);

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingStage.CheckInputs(context, Labels, Teacher);
        using var stage = TrainingStage.Prepare(context);
        var loss = context.Parameters.Create(context.Techniques.Losses, "loss");
        var features = context.Parameters.Has("features")
            ? context.Parameters.Create(context.Techniques.Features, "features")
            : null;
        context.Parameters.Done();
        if (features is { IsBefore: true })
            throw context.Parameters.Refuse(
                "its features are compared before distillation, by the operation 'hint'"
            );
        if (context.Has(Labels) == context.Has(Teacher))
            throw context.Parameters.Refuse("it needs either the input 'labels' or the input 'teacher'");
        if (context.Has(Teacher))
            return WithTeacher(context, stage, loss, features);
        if (stage.IsAugmented || features is not null)
            throw context.Parameters.Refuse(
                "recorded answers do not fit examples that change or features that are compared; it needs the input 'teacher'"
            );
        return WithAnswers(context, stage, loss);
    }

    private static OperationOutput WithTeacher(
        StageContext context,
        TrainingStage stage,
        IDistillationLoss loss,
        IFeatureLoss? features
    )
    {
        using var teacher = context.Place(context.ReadModel(Teacher));
        var comparison = features is null
            ? null
            : new FeatureComparison(features, stage.Graph, teacher.Graph);
        var live = new LiveTeacher(teacher, comparison);
        return stage.Run(new DistillationObjective(loss, live, stage.Labels, comparison), comparison?.Graph);
    }

    private static OperationOutput WithAnswers(
        StageContext context,
        TrainingStage stage,
        IDistillationLoss loss
    )
    {
        var (count, outputs) = (context.Data["train"].Count, context.Data.Data.Targets.Outputs);
        var answers = AnswerFile.Read(context.Input(Labels), count, outputs);
        using var logits = tensor(answers, [count, outputs], device: context.Device);
        return stage.Run(new DistillationObjective(loss, new RecordedTeacher(logits), stage.Labels));
    }
}

/// <summary>What of a teacher a student learns: the comparison of answers, and maybe of inner values.</summary>
/// <param name="Loss">A distillation loss.</param>
/// <param name="Features">A feature loss beside it; null for none.</param>
public sealed record Lesson(TechniqueChoice Loss, TechniqueChoice? Features = null)
{
    private const string LossPath = "loss";
    private const string FeaturesPath = "features";

    /// <summary>The lesson of a stage.</summary>
    public static Lesson Of(Configuration parameters) =>
        new(TechniqueChoice.At(parameters, LossPath), TechniqueChoice.Find(parameters, FeaturesPath));

    /// <summary>As a stage has it: "loss", "loss.KEY.*", "features", "features.KEY.*".</summary>
    public Configuration Write()
    {
        var written = Loss.Write(LossPath);
        return Features is { } features ? written.With(features.Write(FeaturesPath)) : written;
    }
}
