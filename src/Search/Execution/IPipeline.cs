using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Execution;

/// <summary>
/// Knows which compression pipelines exist and what each means. The port through which the pure search, and the
/// coordinator, see the engine: nothing behind it may need a device or load libtorch.
/// </summary>
public interface IPipeline
{
    /// <summary>What a study file may set about data, teacher, training and pipeline, with defaults.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>What can be measured in a study with these settings: of a network's answers, then of models. By the first one models are judged where a study does not say.</summary>
    /// <param name="settings">As the study gives them.</param>
    /// <exception cref="UserErrorException">They name a task that there is not.</exception>
    ImmutableArray<Objective> Measures(Configuration settings) => [Objective.Accuracy];

    /// <summary>
    /// Fills in what only the data can tell: <see cref="StudySpec.Data"/>, and <see cref="StudySpec.Teacher"/>. Reads the data set, so it runs where the
    /// data is.
    /// </summary>
    /// <exception cref="UserErrorException">The data set is missing, damaged or impossible.</exception>
    StudySpec Resolve(StudySpec spec);

    /// <summary>The space a study searches, with the study's own restrictions applied.</summary>
    /// <exception cref="UserErrorException">A restriction is impossible or leaves nothing to choose from.</exception>
    Space Space(StudySpec spec);

    /// <summary>The configurations that a study tries first if its request lists none; what they leave out is drawn.</summary>
    ImmutableArray<Configuration> UsualStart(StudySpec spec) => [];

    /// <summary>The stages a configuration means. A pure function: the same answer on every machine.</summary>
    Plan Plan(StudySpec spec, Configuration configuration);

    /// <summary>The simpler recipes that a configuration must beat to be worth its trouble; none for the simplest.</summary>
    /// <remarks>
    /// The same student without what a step adds, or with chance in the place of a method's choice. The study's
    /// restrictions do not apply to them.
    /// </remarks>
    ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration);

    /// <summary>What kind of pipeline made a model of a study: "distilled, pruned".</summary>
    /// <param name="study">Knows the stages.</param>
    /// <param name="model">The stage whose artifact is the model.</param>
    PipelineKind Kind(Study study, StageKey model) => PipelineKind.Plain;

    /// <summary>Writes the model file of the teacher that a resolved study is given; reads what the study names.</summary>
    /// <exception cref="UserErrorException">It is no longer there.</exception>
    void WriteTeacher(StudySpec spec, string file) =>
        throw new NotSupportedException("This pipeline knows no given teachers.");

    /// <summary>The recipe of the teacher alone, which the report shows for comparison; null where a study has none.</summary>
    Recipe? Teacher(StudySpec spec);
}

/// <summary>One thing a study file may set.</summary>
/// <param name="Key">Its path in the file: "training.epochs".</param>
/// <param name="Default">Its value where the file is silent.</param>
/// <param name="Allowed">What it may be; also tells its type.</param>
/// <param name="Help">One line for the documentation.</param>
public sealed record Setting(string Key, Value Default, Parameter Allowed, string Help);
