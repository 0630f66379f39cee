using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Recipes;

/// <summary>
/// What a study is about, as far as recipes depend on it. Made once per study; what follows from it is kept.
/// </summary>
public sealed class RecipeContext
{
    private readonly Lazy<Teacher> _teacher;

    /// <summary>A study's context.</summary>
    /// <param name="all">The techniques there are.</param>
    /// <param name="spec">The study.</param>
    /// <param name="settings">Its settings, complete.</param>
    public RecipeContext(RecipeTechniques all, StudySpec spec, Configuration settings)
    {
        ArgumentNullException.ThrowIfNull(all);
        var task = all.Stages.Data.Task(settings.Slice("data"));
        var techniques = all.Stages.For(task);
        (Techniques, Teaching, Spec, Settings) = (techniques, all.Teaching.For(task.Answers), spec, settings);
        IsOfProbabilities = task.Answers == AnswerKind.Probabilities;
        string[] asked = [.. spec.Asked.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        AnswerMeasures =
        [
            .. asked.Where(k =>
                all.Stages.Data.Measures.Has(k) && !task.UsualMeasures.Contains(k, StringComparer.Ordinal)
            ),
        ];
        var ofModels = all.Stages.ModelObjectives.Select(o => o.Key).ToHashSet(StringComparer.Ordinal);
        FurtherMeasures =
        [
            .. asked.Where(k => AnswerMeasures.Contains(k, StringComparer.Ordinal) || ofModels.Contains(k)),
        ];
        Training = TrainingSettings.Read(settings, techniques);
        FineTuning = Training with
        {
            Epochs = settings.Integer("fine-tune.epochs"),
            LearningRate = settings.Real("fine-tune.learning-rate"),
        };
        Lesson = Lesson.Of(TechniqueSettings.Chosen(settings, techniques.Losses, "distillation.loss"));
        _teacher = new(MakeTeacher);
    }

    /// <summary>The techniques that suit the study's task.</summary>
    public StageTechniques Techniques { get; }

    /// <summary>The ways of teaching that suit it.</summary>
    public Catalog<IWayOfTeaching> Teaching { get; }

    /// <summary>Whether what networks answer are probabilities.</summary>
    public bool IsOfProbabilities { get; }

    /// <summary>What is measured beside what every model gets, since the study asks for it; in ordinal order.</summary>
    public ImmutableArray<string> FurtherMeasures { get; }

    /// <summary>Those of them that are measured of answers, so that another split gives other values.</summary>
    public ImmutableArray<string> AnswerMeasures { get; }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>The study's settings; those it leaves out have their defaults.</summary>
    public Configuration Settings { get; }

    /// <summary>What the study's stages are planned on.</summary>
    public StageBasis Basis => new(Data.Fingerprint, Spec.Seed);

    /// <summary>What the training stages of a generation of networks are planned on: their randomness is its own.</summary>
    /// <param name="number">1 for the first that does not learn from labels alone.</param>
    public StageBasis Generation(int number) =>
        new(Data.Fingerprint, Seed.Derive(Spec.Seed, "generation", number));

    /// <summary>Whether the teacher is of a family, so that there can be others like it.</summary>
    public bool HasTeacherOfFamily => Settings.Text(GivenTeacher.Setting).Length == 0;

    /// <summary>Whether the network that the study was given can be made small itself.</summary>
    public bool HasOwn =>
        !HasTeacherOfFamily
        && (Spec.Teacher is not { } given || BlackBoxes.In(GivenTeacher.GraphOf(given)) is null);

    /// <summary>Whether all that is known of the teacher are its answers.</summary>
    public bool HasAnswersAlone => !HasTeacherOfFamily && !HasOwn;

    /// <summary>The teacher, which every recipe of the study shares.</summary>
    /// <exception cref="GraphException">The teacher's family does not fit the data.</exception>
    public Teacher Teacher => _teacher.Value;

    /// <summary>How students and assistants are trained: the settings below "training.".</summary>
    public TrainingOptions Training { get; }

    /// <summary>How the teacher is trained.</summary>
    public TrainingOptions TeacherTraining => Training with { Epochs = Settings.Integer("teacher.epochs") };

    /// <summary>How a network is trained after it was changed.</summary>
    public TrainingOptions FineTuning { get; }

    /// <summary>By what a network learns from a teacher where no parameter says so.</summary>
    public Lesson Lesson { get; }

    /// <summary>The graph of a member of a family for the study's data.</summary>
    /// <exception cref="GraphException">The family has no member for such inputs.</exception>
    public ModelGraph Build(ModelChoice model) =>
        model.Build(Techniques.Families, new Shape(Data.Shape), Data.Outputs);

    private DataInfo Data =>
        Spec.Data ?? throw new InvalidOperationException("The study's data set is not resolved yet.");

    private Teacher MakeTeacher()
    {
        if (Spec.Teacher is { } given)
        {
            var import = Import.Plan(Basis, given.Artifact);
            return new(
                new NetworkSource.Given(given.Artifact),
                GivenTeacher.GraphOf(given),
                TeacherTraining.Epochs == 0
                    ? [import]
                    : [import, Train.Plan(Basis, import.Key, TeacherTraining)]
            );
        }
        var chosen = TechniqueSettings.Chosen(Settings, Techniques.Families, "teacher.family");
        var model = ModelChoice.At(chosen, "family");
        return Teacher.Of(model, Build(model), Train.Plan(Basis, model, TeacherTraining));
    }
}

/// <summary>A network that others learn from.</summary>
/// <param name="Source">Where its architecture comes from.</param>
/// <param name="Graph">Its graph.</param>
/// <param name="Stages">The stages that make it, the last one the network itself.</param>
public sealed record Teacher(NetworkSource Source, ModelGraph Graph, ImmutableArray<Stage> Stages)
{
    /// <summary>The stage whose artifact it is.</summary>
    public Stage Stage => Stages[^1];

    /// <summary>A member of a family that one stage trains.</summary>
    public static Teacher Of(ModelChoice model, ModelGraph graph, Stage stage) =>
        new(new NetworkSource.Member(model), graph, [stage]);

    /// <summary>The member of a family that it is; null where it was given.</summary>
    public ModelChoice? Model => (Source as NetworkSource.Member)?.Choice;
}
