using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search.Recipes;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Recipes;

/// <summary>Reads from the stages that led to a model what kind of pipeline made it.</summary>
/// <remarks>
/// Distillations in a row are counted: 0 for a model that was trained plainly, 1 for one distilled from the teacher, n + 1 for one
/// taught via n assistants. A teacher of the model's own architecture is no assistant but an earlier generation. What else was done to
/// the model is said by its operations' <see cref="IStageOperation.Word"/>, each once.
/// </remarks>
/// <param name="find">Finds a stage of the study; one that it does not know ends the line.</param>
/// <param name="techniques">Know the operations.</param>
internal sealed class KindReader(Func<StageKey, Stage?> find, StageTechniques techniques)
{
    private readonly Dictionary<StageKey, int> _teachings = [];

    /// <summary>The kind of the pipeline that made the artifact of a stage.</summary>
    public PipelineKind Of(StageKey model)
    {
        var words = Teaching(Teachings(model))
            .Concat(OwnLine(model).Reverse().SelectMany(Words))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return words.Length == 0
            ? PipelineKind.Plain
            : new PipelineKind(string.Join(", ", words), IsPlain: false);
    }

    private static IEnumerable<string> Teaching(int teachings) =>
        teachings switch
        {
            0 => [],
            1 => ["distilled"],
            _ => [$"via {teachings - 1} assistant{(teachings > 2 ? "s" : "")}"],
        };

    private IEnumerable<string> Words(Stage stage)
    {
        if (IsGeneration(stage))
            yield return "born again";
        if (techniques.Operation(stage).Word is { } word)
            yield return word;
    }

    private IEnumerable<Stage> OwnLine(StageKey? model)
    {
        for (var stage = Find(model); stage is not null; )
        {
            yield return stage;
            stage = Find(techniques.Operation(stage).Continues(stage));
        }
    }

    // The longest chain of teachers, whatever the inputs are by which it leads here.
    private int Teachings(StageKey key)
    {
        if (Find(key) is not { } stage)
            return 0;
        if (_teachings.TryGetValue(key, out var known))
            return known;
        var own = stage.Is<Distil>() && !IsGeneration(stage) ? 1 : 0;
        return _teachings[key] = stage
            .Inputs.Select(i => Teachings(i.Stage) + (i.Role is Distil.Teacher or Distil.Labels ? own : 0))
            .DefaultIfEmpty(0)
            .Max();
    }

    // Whether a distillation learns from a network like the one it trains.
    private bool IsGeneration(Stage stage)
    {
        if (!stage.Is<Distil>())
            return false;
        var teacher = Find(stage.Find(Distil.Teacher) ?? stage.Find(Distil.Labels));
        if (teacher?.Is<SoftLabels>() == true)
            teacher = Find(teacher.Find(Distil.Teacher));
        var own = stage.Parameters.Slice("model");
        return own.Count > 0 && own.Equals(teacher?.Parameters.Slice("model"));
    }

    private Stage? Find(StageKey? key) => key is { } known ? find(known) : null;
}
